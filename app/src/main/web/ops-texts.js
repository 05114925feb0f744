// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

/** What the page for operation says. Every language has every key: a test compares them. */
export const OPS_TEXTS = {
  en: {
    now: 'Now', history: 'Last hours', 'history-lead': 'Kept in memory since the last start, at most 24 hours, in steps of 10 s. Percentiles are at most 5 % off; of a queue the highest is shown.', span: 'Time', stage: 'Stage of the latency', log: 'Log', level: 'Level', words: 'Contains', follow: 'Follow',
    broker: 'broker connected', yes: 'yes', no: 'no', disk: 'spool disk used', 'outbox-age': 'oldest unsent', refused: 'calls refused since the start', 'queue-lane': 'for the device', 'queue-open-exams': 'open exams', 'queue-spool-unsettled': 'not settled', 'queue-spool-uncommitted': 'not committed', 'queue-outbox': 'to be sent',
    'stage-answer': 'last byte to answer', 'stage-store': 'C-STORE', 'stage-queued': 'queued', 'stage-decoded': 'decoded', 'stage-prepared': 'prepared', 'stage-computed': 'computed', p50: 'p50', p95: 'p95', p99: 'p99',
    'chart-latency': 'Latency, ms', 'chart-budgets': 'Budgets, per minute', met: 'met', missed: 'missed', 'chart-throughput': 'Throughput, per minute', objects: 'objects', answers: 'answers', 'not-analysed': 'not analysed', 'not-stored': 'not stored',
    'chart-megabytes': 'Received, MB/s', received: 'received', 'chart-queues': 'Queues', 'chart-outbox-age': 'Oldest unsent, s', age: 'age', 'chart-disk': 'Spool disk, %', used: 'used', 'chart-memory': 'Heap, MB', heap: 'used', 'chart-gpu': 'GPU', 'gpu-percent': 'busy %', 'gpu-celsius': '°C', 'chart-gpu-memory': 'GPU memory, MB',
  },
  de: {
    now: 'Jetzt', history: 'Letzte Stunden', 'history-lead': 'Seit dem letzten Start im Speicher, höchstens 24 Stunden, in Schritten von 10 s. Perzentile sind auf 5 % genau; von einer Warteschlange wird die höchste gezeigt.', span: 'Zeit', stage: 'Abschnitt der Latenz', log: 'Protokoll', level: 'Stufe', words: 'Enthält', follow: 'Mitlaufen',
    broker: 'Broker verbunden', yes: 'ja', no: 'nein', disk: 'Spool-Platte belegt', 'outbox-age': 'ältestes ungesendet', refused: 'Anrufe abgewiesen seit Start', 'queue-lane': 'vor dem Rechner', 'queue-open-exams': 'offene Untersuchungen', 'queue-spool-unsettled': 'nicht erledigt', 'queue-spool-uncommitted': 'nicht bestätigt', 'queue-outbox': 'zu senden',
    'stage-answer': 'letztes Byte bis Antwort', 'stage-store': 'C-STORE', 'stage-queued': 'gewartet', 'stage-decoded': 'dekodiert', 'stage-prepared': 'vorbereitet', 'stage-computed': 'gerechnet', p50: 'p50', p95: 'p95', p99: 'p99',
    'chart-latency': 'Latenz, ms', 'chart-budgets': 'Budgets, je Minute', met: 'eingehalten', missed: 'verfehlt', 'chart-throughput': 'Durchsatz, je Minute', objects: 'Objekte', answers: 'Antworten', 'not-analysed': 'nicht analysiert', 'not-stored': 'nicht gespeichert',
    'chart-megabytes': 'Empfangen, MB/s', received: 'empfangen', 'chart-queues': 'Warteschlangen', 'chart-outbox-age': 'Ältestes ungesendet, s', age: 'Alter', 'chart-disk': 'Spool-Platte, %', used: 'belegt', 'chart-memory': 'Heap, MB', heap: 'belegt', 'chart-gpu': 'GPU', 'gpu-percent': 'Last %', 'gpu-celsius': '°C', 'chart-gpu-memory': 'GPU-Speicher, MB',
  },
  zh: {
    now: '当前', history: '最近数小时', 'history-lead': '自上次启动起保存在内存中，最多24小时，每10秒一步。百分位误差不超过5%；队列显示最高值。', span: '时间', stage: '延迟阶段', log: '日志', level: '级别', words: '包含', follow: '跟随',
    broker: '消息代理已连接', yes: '是', no: '否', disk: '缓存盘已用', 'outbox-age': '最早未发送', refused: '启动以来拒绝的呼叫', 'queue-lane': '等待计算', 'queue-open-exams': '未完成检查', 'queue-spool-unsettled': '未处理完', 'queue-spool-uncommitted': '未确认', 'queue-outbox': '待发送',
    'stage-answer': '末字节到结果', 'stage-store': 'C-STORE', 'stage-queued': '排队', 'stage-decoded': '解码', 'stage-prepared': '预处理', 'stage-computed': '计算', p50: 'p50', p95: 'p95', p99: 'p99',
    'chart-latency': '延迟（毫秒）', 'chart-budgets': '时限（每分钟）', met: '达到', missed: '超出', 'chart-throughput': '吞吐（每分钟）', objects: '对象', answers: '结果', 'not-analysed': '未分析', 'not-stored': '未存储',
    'chart-megabytes': '接收（MB/秒）', received: '接收', 'chart-queues': '队列', 'chart-outbox-age': '最早未发送（秒）', age: '时长', 'chart-disk': '缓存盘（%）', used: '已用', 'chart-memory': '堆内存（MB）', heap: '已用', 'chart-gpu': 'GPU', 'gpu-percent': '负载 %', 'gpu-celsius': '°C', 'chart-gpu-memory': 'GPU 显存（MB）',
  },
};
