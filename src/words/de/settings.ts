import type { settings as english } from '../en/settings.ts';

/** The settings of a server. */
export const settings = {
  'settings.title': '**Einstellungen dieses Servers**',
  'settings.line': '{{setting}}: {{value}}',
  'settings.quota-elsewhere':
    '-# Credits, Rollen mit mehr davon und Pools: `/quota show`. Wer was geändert hat: `/quota audit`.',
  'settings.complete': '-# Was zu lang für eine Nachricht ist, steht vollständig in der Datei.',
  'settings.field.timeZone': 'Zeitzone',
  'settings.field.allowance': 'Zuteilung',
  'settings.field.rolloverCredits': 'Übertrag von Credits',
  'settings.field.tiers': 'Rollen mit mehr Credits',
  'settings.field.overrides': 'Mitglieder mit eigener Zuteilung',
  'settings.field.exemptRoles': 'Rollen ohne Grenzen',
  'settings.field.pool': 'Pool des Servers',
  'settings.field.cooldownSeconds': 'Pause zwischen Videos',
  'settings.field.maxJobsPerMember': 'Videos gleichzeitig pro Mitglied',
  'settings.field.maxJobsPerGuild': 'Videos gleichzeitig insgesamt',
  'settings.field.allowedChannels': 'Kanäle für Videos',
  'settings.field.allowedRoles': 'Rollen, die Videos machen dürfen',
  'settings.field.blockedMembers': 'Gesperrte Mitglieder',
  'settings.field.blockedWords': 'Gesperrte Wörter',
  'settings.field.nsfw': 'Altersbeschränkung',
  'settings.field.noticesChannelId': 'Hinweise gehen an',
  'settings.field.poolNotices': 'Hinweise zum Pool',
  'settings.field.failureNotices': 'Hinweise zu Fehlschlägen',
  'settings.field.reportsChannelId': 'Meldungen gehen an',
  'settings.field.other': 'Die Einstellungen',
  'settings.value.none': 'keine',
  'settings.value.on': 'an',
  'settings.value.on-nowhere': 'an, sobald es einen Kanal für Hinweise gibt',
  'settings.value.off': 'aus',
  'settings.value.nowhere': 'niemanden',
  'settings.value.all-channels': 'alle',
  'settings.value.everyone': 'alle',
  'settings.value.no-limit': 'keine Grenze',
  'settings.value.number': '{{number}}',
  'settings.value.words': '{{number}} (`/settings filter list` zeigt sie)',
  'settings.value.more': '{{shown}} und {{more}} weitere',
  'settings.value.seconds': '{{seconds}}\u00a0s',
  'settings.value.minutes': '{{minutes}}\u00a0min',
  'settings.value.minutes-seconds': '{{minutes}}\u00a0min {{seconds}}\u00a0s',
  'settings.value.hours': '{{hours}}\u00a0h',
  'settings.value.hours-minutes': '{{hours}}\u00a0h {{minutes}}\u00a0min',
  'settings.nsfw.anywhere': 'Videos überall, offen zu sehen',
  'settings.nsfw.age-restricted': 'Videos nur in Kanälen mit Altersbeschränkung',
  'settings.nsfw.spoiler': 'außerhalb von Kanälen mit Altersbeschränkung hinter einem Klick verborgen',
  'settings.changed': '✅ **{{setting}}**: {{before}} → **{{after}}**',
  'settings.added': '✅ **{{setting}}**: {{what}} hinzugefügt. Jetzt: {{value}}',
  'settings.removed': '✅ **{{setting}}**: {{what}} entfernt. Jetzt: {{value}}',
  'settings.unchanged': 'Nichts geändert: Das ist schon so.',
  'settings.unchanged.added': 'Nichts geändert: Das steht schon auf der Liste.',
  'settings.unchanged.removed': 'Nichts geändert: Das steht nicht auf der Liste.',
  'settings.conflict':
    'Jemand anderes ändert gerade die Einstellungen. Von dir wurde nichts übernommen: Sieh dir `/settings show` an und schick den Befehl dann noch einmal.',
  'settings.hint.timeZone':
    '-# Tage, Wochen und Monate beginnen ab jetzt nach dieser Uhr. Was schon aufgefüllt wurde, zählt für den laufenden Zeitraum; das nächste Mal kommt, wenn er endet.',
  'settings.hint.allowedChannels':
    '-# Anderswo lassen sich jetzt keine Videos machen. Threads sind erlaubt, wo ihr Kanal es ist.',
  'settings.hint.allowedRoles': '-# Mitglieder ohne eine dieser Rollen können jetzt keine Videos machen.',
  'settings.hint.exemptRoles':
    '-# Ihnen gehen die Credits nie aus, und weder die Pause noch die Grenze gleichzeitiger Videos hält sie auf. Pools schon.',
  'settings.hint.noticesChannelId':
    '-# Der Bot braucht dort die Berechtigungen **Kanal ansehen** und **Nachrichten senden**.',
  'settings.hint.reportsChannelId':
    '-# Mitglieder melden ein Video mit **Apps → Video melden** in seinem Menü. Wer den Kanal liest, liest die Meldungen; wer dort **Nachrichten verwalten** oder **Server verwalten** darf, kann das Video löschen und sperren, wer es gemacht hat. Der Bot braucht dort die Berechtigungen **Kanal ansehen** und **Nachrichten senden**.',
  'settings.problem.too-many':
    '**{{setting}}** hat dafür keinen Platz: Höchstens {{most}} passen hinein. Entferne ein paar und schick den Befehl dann noch einmal.',
  'settings.problem.out-of-range':
    '**{{setting}}** nimmt ganze Zahlen von 0 bis {{most}}. Wähle eine davon und schick den Befehl noch einmal.',
  'settings.problem.twice': '**{{setting}}** hat das schon.',
  'settings.problem.not-valid':
    '**{{setting}}** nimmt das nicht. Wähle aus dem, was Discord beim Tippen anbietet, und schick den Befehl noch einmal.',
  'settings.problem.time-zone':
    'Eine Zeitzone mit diesem Namen gibt es nicht. Tippe eine Stadt wie Berlin oder New York und wähle aus, was Discord dann anbietet.',
  'settings.problem.word':
    'Ein gesperrtes Wort ist eine Zeile von höchstens {{most}} Zeichen, mindestens eines davon sichtbar. Ändere deines und schick den Befehl noch einmal.',
  'settings.remove.which':
    '**{{setting}}**: Was soll weg? Schick den Befehl noch einmal und wähle es aus, oder gib seine `id` an, wenn es das in Discord nicht mehr gibt.',
  'settings.remove.entry': '{{entry}} `{{id}}`',
  'settings.remove.more': '… und {{more}} weitere: Die Datei von `/settings show` hat sie alle.',
  'settings.remove.empty': 'Nichts geändert: Die Liste **{{setting}}** ist leer.',
  'settings.refused.everyone-allowed':
    'Diese Rolle haben alle; sie würde also alle zulassen, wie eine leere Liste. Nimm stattdessen die anderen Rollen von der Liste.',
  'settings.refused.everyone-exempt':
    'Diese Rolle haben alle; dann hätte niemand Grenzen. Erhöhe stattdessen mit `/quota allowance` die Zuteilung.',
  'settings.refused.bot': 'Das ist ein Bot, und Bots schicken keine Befehle: Da gibt es nichts zu sperren.',
  'settings.refused.no-limit-named':
    'Nenn mindestens eine Grenze: `per_member`, `per_server` oder beide. 0 hebt eine Grenze auf.',
  'settings.refused.no-words': 'Nenn mindestens ein Wort. Mehrere werden mit Kommas getrennt.',
  'settings.filter.title': '**Gesperrte Wörter: {{number}}**',
  'settings.filter.none': 'Hier sind keine Wörter gesperrt. `/settings filter add` sperrt welche.',
  'settings.filter.in-file': 'Für eine Nachricht sind es zu viele, darum stehen sie in der Datei.',
  'settings.filter.hidden':
    '-# Jedes ist hinter einem Klick verborgen. Gefunden werden sie als ganze Wörter, auch mit Akzenten, ähnlichen Buchstaben oder Leerzeichen zwischen den Buchstaben.',
} as const satisfies Record<keyof typeof english, string>;
