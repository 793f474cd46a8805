/** The commands in the menu of messages, their forms, and reports of videos. */
export const menus = {
  // Names, as they stand in the menu
  'menu.animate-this': 'Animate this',
  'menu.report': 'Report',

  'animate-form.prompt': 'What should happen?',
  'animate-form.prompt.hint': 'Who or what moves, how, and what the camera does',
  'animate-form.picture': 'Which picture',
  'animate-form.picture.choice': '{{number}}. {{name}}',
  'animate-form.picture.size': '{{width}} × {{height}}',
  'animate-form.video': 'Model, length and price',
  'animate-form.video.choice': '{{model}}, {{seconds}} seconds: {{price}} credits',
  'animate-form.shape': 'Shape of the video',
  'animate-form.shape.picture': 'Like the picture',
  'animate-form.extras': 'Extras',
  'animate-form.extras.none': 'None',
  'animate-form.extra.loop': 'Loop',
  'animate-form.extra.private': 'Private',

  'report.form.title': 'Report this video',
  'report.form.reason': 'What is wrong with it?',
  'report.form.hint': 'The moderators of this server read it, with your name. You may leave it empty.',
  'report.sent':
    'Thank you. The moderators of this server have your report. Nobody else sees it, and the maker is not told.',
  'report.title': '🚩 **A video was reported:** {{link}}',
  'report.maker': 'Made by {{member}}',
  'report.maker-unknown': 'Who made it is not known any more.',
  'report.reporter': 'Reported by {{member}}',
  'report.reason': '> {{reason}}',
  'report.no-reason': '-# No reason was given.',
  'report.removed': '🗑️ {{moderator}} deleted the video.',
  'report.blocked': '🚫 {{moderator}} blocked {{member}}: no more videos here until `/settings blocked-member remove`.',
  'report.dismissed': '☑️ {{moderator}} found nothing to do.',
  'report.button.delete': 'Delete video',
  'report.button.block': 'Block member',
  'report.button.dismiss': 'Dismiss',
} as const;
