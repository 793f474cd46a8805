import type { help as english } from '../en/help.ts';

/** What `/help` says. */
export const help = {
  'command.help.description': 'Was dieser Bot macht, was es kostet und wie du anfängst',
  'help.title': '**Videos aus ein paar Worten oder aus einem Bild**',
  'help.how':
    'Schick einen Befehl; eine Karte zeigt, wie weit es ist. Das Video kommt als neue Nachricht, die dich anpingt.',
  'help.examples': '**Zum Ausprobieren, das Günstigste zuerst**',
  'help.example': '{{command}} `{{prompt}}`\n-# **{{price}} Credits** für {{seconds}}\u00a0s',
  'help.picture-example': '{{command}} dein Bild und `{{prompt}}`\n-# **{{price}} Credits** für {{seconds}}\u00a0s',
  'help.example.ray-flash': 'ein Papierboot auf einer Straße im Regen',
  'help.example.animate': 'die Blätter bewegen sich im Wind',
  'help.example.ray': 'ein Fuchs im Schnee bei Tagesanbruch, langsame Ranfahrt',
  'help.menu': 'Oder **Apps → Animieren** im Menü einer Nachricht mit Bild.',
  'help.credits': '**Deine Credits**',
  'help.credits.back': 'Gibt es kein Video, bekommst du sie zurück. Mehr dazu: {{credits}}',
  'help.buttons': '**Knöpfe**',
  'help.buttons.card': 'Unter der Karte: **Abbrechen** oder, wenn es schon gemacht wird, **Nicht posten**.',
  'help.buttons.video':
    'Unter dem Video: **Nochmal**, **Prompt ändern**, **Variieren**, **Löschen**. Alle deine Videos: {{jobs}}',
  'help.questions': '**Fragen?** Wende dich an einen Admin dieses Servers.',
  'help.privacy': 'Was über dich gespeichert ist: {{privacy}}',
  'help.report': 'Ein Video gehört nicht hierher? **Apps → Video melden** in seinem Menü.',
  'help.admin': '**Für dich als Admin**',
  'help.admin.credits': '{{allowance}}: Credits für alle. {{quota}}: wer was bekommt.',
  'help.admin.rules':
    '{{settings}}: die Regeln. {{channels}}: wo Videos gemacht werden. {{reports}}: wohin Meldungen gehen.',
  'help.admin.state': '{{usage}}: was verbraucht wurde. {{status}}: wie es gerade läuft.',
} as const satisfies Record<keyof typeof english, string>;
