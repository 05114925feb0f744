// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

/** What the pages say, by language. Every language has every key: a test compares them. No text says "normal" or "clear". */
export const TEXTS = {
  en: {
    skip: 'To the newest exam', login: 'Log in', logout: 'Log out ({0})', scanners: 'Scanners', frame: 'Frame', aside: 'not of now', 'no-model': 'No model', user: 'User', password: 'Password', cancel: 'Cancel',
    send: 'Send', name: 'Your name', role: 'Role', reason: 'Reason', minutes: 'Minutes', sound: 'Sound',
    history: 'Last 24 hours', research: 'Research use only. Not a medical device.', boxes: 'Boxes', mask: 'Mask', heat: 'Heat map',
    window: 'Window: reset', all: 'All scanners', nothing: 'No exam yet', accept: 'Accept', dismiss: 'Dismiss', snooze: 'Snooze',
    flagged: 'Flagged', analysing: 'Analysing', 'not-flagged': 'Not flagged', 'not-analysed': 'Not analysed', 'taken-back': 'Taken back',
    for: 'for {0}', score: '{0}, threshold {1}', within: '{0} ms of {1} ms', missed: '{0} ms, over its {1} ms', took: '{0} ms',
    acquired: 'acquired {0}', received: 'received {0}', ago: '{0} ago', images: '{0} image(s)', picture: 'First image of the exam',
    'stale-text': 'NO CONNECTION TO THE APPLIANCE since {0}. What stands here may be old.', degraded: 'The appliance says: {0}',
    'shadow-short': 'shadow', 'test-short': 'test', 'no-heat': 'There is no heat map (yet).', 'no-picture': 'No picture: {0}',
    shadow: 'SHADOW: compared and counted, alerts nobody', test: 'TEST: not a patient',
    'ack-seen': 'Seen by {0}', 'ack-accepted': 'Accepted by {0}', 'ack-dismissed': 'Dismissed by {0}', 'ack-snoozed': 'Snoozed by {0}', 'ack-open': 'Nobody has answered yet',
    'login-failed': 'User or password is wrong.', 'too-many': 'Too many attempts. Wait a minute.', failed: 'Not sent: {0}',
    'reason-deadline': 'the answer did not come in time', 'reason-overload': 'too much was waiting', 'reason-no_model': 'no model is for this exam',
    'reason-out_of_scope': 'not made for this patient', 'reason-no_suitable_series': 'no series suits the model', 'reason-unreadable': 'the picture cannot be read',
    'reason-too_large': 'the picture is too large', 'reason-input_gate': 'the picture does not look as expected', 'reason-model_output': 'the model gave no usable answer',
    'reason-model_off': 'the model is switched off', 'reason-incomplete': 'the exam was broken off', 'reason-identity_conflict': 'two patients in one study',
    'reason-crash': 'the analysis failed twice', 'reason-internal': 'an error of the appliance',
  },
  de: {
    skip: 'Zur neuesten Untersuchung', login: 'Anmelden', logout: 'Abmelden ({0})', scanners: 'Geräte', frame: 'Bild', aside: 'nicht von jetzt', 'no-model': 'Kein Modell', user: 'Benutzer', password: 'Passwort', cancel: 'Abbrechen',
    send: 'Senden', name: 'Ihr Name', role: 'Rolle', reason: 'Grund', minutes: 'Minuten', sound: 'Ton',
    history: 'Letzte 24 Stunden', research: 'Nur für Forschung. Kein Medizinprodukt.', boxes: 'Rahmen', mask: 'Maske', heat: 'Wärmebild',
    window: 'Fenster zurücksetzen', all: 'Alle Geräte', nothing: 'Noch keine Untersuchung', accept: 'Annehmen', dismiss: 'Verwerfen', snooze: 'Später',
    flagged: 'Markiert', analysing: 'Wird analysiert', 'not-flagged': 'Nicht markiert', 'not-analysed': 'Nicht analysiert', 'taken-back': 'Zurückgenommen',
    for: 'auf {0}', score: '{0}, Schwelle {1}', within: '{0} ms von {1} ms', missed: '{0} ms, über den {1} ms', took: '{0} ms',
    acquired: 'aufgenommen {0}', received: 'empfangen {0}', ago: 'vor {0}', images: '{0} Bild(er)', picture: 'Erstes Bild der Untersuchung',
    'stale-text': 'KEINE VERBINDUNG ZUM GERÄT seit {0}. Was hier steht, kann alt sein.', degraded: 'Das Gerät meldet: {0}',
    'shadow-short': 'Schatten', 'test-short': 'Test', 'no-heat': 'Es gibt (noch) kein Wärmebild.', 'no-picture': 'Kein Bild: {0}',
    shadow: 'SCHATTENBETRIEB: wird verglichen und gezählt, alarmiert niemanden', test: 'TEST: kein Patient',
    'ack-seen': 'Gesehen von {0}', 'ack-accepted': 'Angenommen von {0}', 'ack-dismissed': 'Verworfen von {0}', 'ack-snoozed': 'Aufgeschoben von {0}', 'ack-open': 'Noch hat niemand geantwortet',
    'login-failed': 'Benutzer oder Passwort ist falsch.', 'too-many': 'Zu viele Versuche. Eine Minute warten.', failed: 'Nicht gesendet: {0}',
    'reason-deadline': 'die Antwort kam nicht rechtzeitig', 'reason-overload': 'zu viel wartete', 'reason-no_model': 'kein Modell passt zu dieser Untersuchung',
    'reason-out_of_scope': 'nicht für diesen Patienten gemacht', 'reason-no_suitable_series': 'keine Serie passt zum Modell', 'reason-unreadable': 'das Bild ist nicht lesbar',
    'reason-too_large': 'das Bild ist zu groß', 'reason-input_gate': 'das Bild sieht nicht aus wie erwartet', 'reason-model_output': 'das Modell gab keine brauchbare Antwort',
    'reason-model_off': 'das Modell ist abgeschaltet', 'reason-incomplete': 'die Untersuchung wurde abgebrochen', 'reason-identity_conflict': 'zwei Patienten in einer Studie',
    'reason-crash': 'die Analyse brach zweimal ab', 'reason-internal': 'ein Fehler des Geräts',
  },
  zh: {
    skip: '转到最新检查', login: '登录', logout: '退出（{0}）', scanners: '设备', frame: '帧', aside: '非当前', 'no-model': '无模型', user: '用户', password: '密码', cancel: '取消',
    send: '发送', name: '您的姓名', role: '角色', reason: '原因', minutes: '分钟', sound: '声音',
    history: '最近24小时', research: '仅供研究使用，非医疗器械。', boxes: '标记框', mask: '分割区域', heat: '热力图',
    window: '重置窗宽窗位', all: '所有设备', nothing: '暂无检查', accept: '接受', dismiss: '驳回', snooze: '稍后',
    flagged: '已标记', analysing: '分析中', 'not-flagged': '未标记', 'not-analysed': '未分析', 'taken-back': '已撤回',
    for: '{0}', score: '{0}，阈值 {1}', within: '{0} 毫秒 / {1} 毫秒', missed: '{0} 毫秒，超出 {1} 毫秒', took: '{0} 毫秒',
    acquired: '采集于 {0}', received: '接收于 {0}', ago: '{0}前', images: '{0} 幅图像', picture: '该检查的第一幅图像',
    'stale-text': '自 {0} 起与设备失去连接，当前显示可能已过时。', degraded: '设备提示：{0}',
    'shadow-short': '影子', 'test-short': '测试', 'no-heat': '（尚）无热力图。', 'no-picture': '无法显示图像：{0}',
    shadow: '影子模式：仅比较和计数，不提醒任何人', test: '测试：非患者',
    'ack-seen': '{0} 已查看', 'ack-accepted': '{0} 已接受', 'ack-dismissed': '{0} 已驳回', 'ack-snoozed': '{0} 已推迟', 'ack-open': '尚无人答复',
    'login-failed': '用户名或密码错误。', 'too-many': '尝试次数过多，请等待一分钟。', failed: '未发送：{0}',
    'reason-deadline': '未能按时得出结果', 'reason-overload': '等待任务过多', 'reason-no_model': '没有适用的模型',
    'reason-out_of_scope': '模型不适用于该患者', 'reason-no_suitable_series': '没有适合的序列', 'reason-unreadable': '图像无法读取',
    'reason-too_large': '图像过大', 'reason-input_gate': '图像与预期不符', 'reason-model_output': '模型输出无效',
    'reason-model_off': '模型已关闭', 'reason-incomplete': '检查被中断', 'reason-identity_conflict': '同一检查中有两名患者',
    'reason-crash': '分析两次失败', 'reason-internal': '设备内部错误',
  },
};

const wanted = new URLSearchParams(location.search).get('lang') ?? navigator.language ?? 'en';

/** The language of this page: `?lang=`, else the browser's, else English. */
export const LANGUAGE = Object.keys(TEXTS).find(it => wanted.toLowerCase().startsWith(it)) ?? 'en';

/** The text of a key with `{0}`, `{1}` filled in. */
export function text(key, ...parts) {
  return (TEXTS[LANGUAGE][key] ?? key).replace(/\{(\d)\}/g, (_, i) => parts[i] ?? '');
}

/** Fills every element that names a text. */
export function label(root = document) {
  document.documentElement.lang = LANGUAGE;
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset.label));
  }
}
