// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

/** What all pages say. Every language has every key: a test compares them. */
export const PAGE_TEXTS = {
  en: {
    skip: 'To the content', room: 'Room', setup: 'Set up', ops: 'Operation', login: 'Log in', logout: 'Log out ({0})', user: 'User', password: 'Password', cancel: 'Cancel',
    'login-failed': 'User or password is wrong.', 'too-many': 'Too many attempts. Wait a minute.', engineer: 'This page is for engineers: log in as one.',
    viewer: 'Log in to see this page.', research: 'Research use only. Not a medical device.', failed: 'Not done: {0}', lost: 'No connection to the appliance since {0}.',
  },
  de: {
    skip: 'Zum Inhalt', room: 'Raum', setup: 'Einrichten', ops: 'Betrieb', login: 'Anmelden', logout: 'Abmelden ({0})', user: 'Benutzer', password: 'Passwort', cancel: 'Abbrechen',
    'login-failed': 'Benutzer oder Passwort ist falsch.', 'too-many': 'Zu viele Versuche. Eine Minute warten.', engineer: 'Diese Seite ist für Techniker: bitte als solcher anmelden.',
    viewer: 'Anmelden, um diese Seite zu sehen.', research: 'Nur für Forschung. Kein Medizinprodukt.', failed: 'Nicht getan: {0}', lost: 'Keine Verbindung zum Gerät seit {0}.',
  },
  zh: {
    skip: '转到内容', room: '检查室', setup: '设置', ops: '运行', login: '登录', logout: '退出（{0}）', user: '用户', password: '密码', cancel: '取消',
    'login-failed': '用户名或密码错误。', 'too-many': '尝试次数过多，请等待一分钟。', engineer: '此页面仅供工程师使用，请以工程师身份登录。',
    viewer: '请登录后查看此页面。', research: '仅供研究使用，非医疗器械。', failed: '未完成：{0}', lost: '自 {0} 起与设备失去连接。',
  },
};
