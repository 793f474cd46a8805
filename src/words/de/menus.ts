import type { menus as english } from '../en/menus.ts';

/** The commands in the menu of messages, their forms, and reports of videos. */
export const menus = {
  // Names, as they stand in the menu
  'menu.animate-this': 'Animieren',
  'menu.report': 'Video melden',

  'animate-form.prompt': 'Was soll passieren?',
  'animate-form.prompt.hint': 'Wer oder was sich wie bewegt, und was die Kamera macht',
  'animate-form.picture': 'Welches Bild',
  'animate-form.picture.choice': '{{number}}. {{name}}',
  'animate-form.picture.size': '{{width}} × {{height}}',
  'animate-form.video': 'Modell, Länge und Preis',
  'animate-form.video.choice': '{{model}}, {{seconds}} Sekunden: {{price}} Credits',
  'animate-form.shape': 'Format des Videos',
  'animate-form.shape.picture': 'Wie das Bild',
  'animate-form.extras': 'Extras',
  'animate-form.extras.none': 'Keine',
  'animate-form.extra.loop': 'Schleife',
  'animate-form.extra.private': 'Privat',

  'report.form.title': 'Dieses Video melden',
  'report.form.reason': 'Was stimmt damit nicht?',
  'report.form.hint': 'Die Moderation dieses Servers liest es, mit deinem Namen. Es darf leer bleiben.',
  'report.sent':
    'Danke. Die Moderation dieses Servers hat deine Meldung. Sonst sieht sie niemand, auch nicht, wer das Video gemacht hat.',
  'report.title': '🚩 **Ein Video wurde gemeldet:** {{link}}',
  'report.maker': 'Gemacht von {{member}}',
  'report.maker-unknown': 'Von wem es ist, weiß niemand mehr.',
  'report.reporter': 'Gemeldet von {{member}}',
  'report.reason': '> {{reason}}',
  'report.no-reason': '-# Ein Grund wurde nicht genannt.',
  'report.removed': '🗑️ {{moderator}} hat das Video gelöscht.',
  'report.blocked':
    '🚫 {{moderator}} hat {{member}} gesperrt: keine Videos mehr hier bis `/settings blocked-member remove`.',
  'report.dismissed': '☑️ {{moderator}} hat nichts zu beanstanden.',
  'report.button.delete': 'Video löschen',
  'report.button.block': 'Mitglied sperren',
  'report.button.dismiss': 'Verwerfen',
} as const satisfies Record<keyof typeof english, string>;
