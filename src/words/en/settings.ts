/** The settings of a server. */
export const settings = {
  'settings.title': '**Settings of this server**',
  'settings.line': '{{setting}}: {{value}}',
  'settings.quota-elsewhere':
    '-# Credits, roles with more of them, and pools: `/quota show`. Who changed what: `/quota audit`.',
  'settings.complete': '-# What is too long for a message stands complete in the file.',
  'settings.field.timeZone': 'Time zone',
  'settings.field.allowance': 'Allowance',
  'settings.field.rolloverCredits': 'Credits that go over',
  'settings.field.tiers': 'Roles with more credits',
  'settings.field.overrides': 'Members with their own allowance',
  'settings.field.exemptRoles': 'Roles without limits',
  'settings.field.pool': 'Pool of the server',
  'settings.field.cooldownSeconds': 'Cooldown',
  'settings.field.maxJobsPerMember': 'Videos at once per member',
  'settings.field.maxJobsPerGuild': 'Videos at once in all',
  'settings.field.allowedChannels': 'Channels for videos',
  'settings.field.allowedRoles': 'Roles that may make videos',
  'settings.field.blockedMembers': 'Blocked members',
  'settings.field.blockedWords': 'Blocked words',
  'settings.field.nsfw': 'Age restriction',
  'settings.field.noticesChannelId': 'Notices go to',
  'settings.field.poolNotices': 'Notices about the pool',
  'settings.field.failureNotices': 'Notices about failures',
  'settings.field.reportsChannelId': 'Reports go to',
  'settings.field.other': 'The settings',
  'settings.value.none': 'none',
  'settings.value.on': 'on',
  'settings.value.on-nowhere': 'on, once there is a channel for notices',
  'settings.value.off': 'off',
  'settings.value.nowhere': 'nowhere',
  'settings.value.all-channels': 'all',
  'settings.value.everyone': 'everyone',
  'settings.value.no-limit': 'no limit',
  'settings.value.number': '{{number}}',
  'settings.value.words': '{{number}} (`/settings filter list` shows them)',
  'settings.value.more': '{{shown}} and {{more}} more',
  'settings.value.seconds': '{{seconds}} s',
  'settings.value.minutes': '{{minutes}} min',
  'settings.value.minutes-seconds': '{{minutes}} min {{seconds}} s',
  'settings.value.hours': '{{hours}} h',
  'settings.value.hours-minutes': '{{hours}} h {{minutes}} min',
  'settings.nsfw.anywhere': 'videos everywhere, in plain sight',
  'settings.nsfw.age-restricted': 'videos only in age-restricted channels',
  'settings.nsfw.spoiler': 'hidden behind a click outside of age-restricted channels',
  'settings.changed': '✅ **{{setting}}**: {{before}} → **{{after}}**',
  'settings.added': '✅ **{{setting}}**: added {{what}}. Now: {{value}}',
  'settings.removed': '✅ **{{setting}}**: removed {{what}}. Now: {{value}}',
  'settings.unchanged': 'Nothing was changed: it is so already.',
  'settings.unchanged.added': 'Nothing was changed: that is on the list already.',
  'settings.unchanged.removed': 'Nothing was changed: that is not on the list.',
  'settings.conflict':
    'Somebody else is changing the settings at this moment. Nothing of yours was changed: look at `/settings show`, then send the command again.',
  'settings.hint.timeZone':
    '-# Days, weeks and months begin by its clock from now on. A refill that was given counts for the time under way, so the next one comes when that ends.',
  'settings.hint.allowedChannels':
    '-# Elsewhere no videos can be made now. Threads are allowed where their channel is.',
  'settings.hint.allowedRoles': '-# Members without one of these roles can make no videos now.',
  'settings.hint.exemptRoles':
    '-# Their credits never run out, and neither cooldown nor the limits of videos at once hold them. Pools still do.',
  'settings.hint.noticesChannelId': '-# The bot needs the permissions **View Channel** and **Send Messages** there.',
  'settings.hint.reportsChannelId':
    '-# Members report a video with **Apps → Report** in its menu. Whoever reads the channel reads the reports; those with **Manage Messages** or **Manage Server** there may delete the video and block its maker. The bot needs the permissions **View Channel** and **Send Messages** there.',
  'settings.problem.too-many':
    '**{{setting}}** has no room for that: at most {{most}} fit. Remove some, then send the command again.',
  'settings.problem.out-of-range':
    '**{{setting}}** takes whole numbers from 0 to {{most}}. Choose one of them and send the command again.',
  'settings.problem.twice': '**{{setting}}** has that already.',
  'settings.problem.not-valid':
    '**{{setting}}** does not take that. Choose from what Discord offers as you type, then send the command again.',
  'settings.problem.time-zone':
    'There is no time zone of that name. Type a city, such as Berlin or New York, and choose one of those that Discord then offers.',
  'settings.problem.word':
    'Each blocked word is one line of at most {{most}} characters, with at least one that can be seen. Change yours and send the command again.',
  'settings.remove.which':
    '**{{setting}}**: which one shall go? Send the command again and choose it, or give its `id` where it is gone from Discord.',
  'settings.remove.entry': '{{entry}} `{{id}}`',
  'settings.remove.more': '… and {{more}} more: the file of `/settings show` has them all.',
  'settings.remove.empty': 'Nothing was changed: the list **{{setting}}** is empty.',
  'settings.refused.everyone-allowed':
    'Everyone has that role, so it would allow everyone, as an empty list does. Remove the other roles from the list instead.',
  'settings.refused.everyone-exempt':
    'Everyone has that role, so nobody would have limits. Raise the allowance with `/quota allowance` instead.',
  'settings.refused.bot': 'That is a bot, and bots send no commands: there is nothing to block.',
  'settings.refused.no-limit-named':
    'Name at least one limit: `per_member`, `per_server`, or both. 0 takes a limit away.',
  'settings.refused.no-words': 'Name at least one word. Several are separated by commas.',
  'settings.filter.title': '**Blocked words: {{number}}**',
  'settings.filter.none': 'No words are blocked here. `/settings filter add` blocks some.',
  'settings.filter.in-file': 'They are too many for a message, so they stand in the file.',
  'settings.filter.hidden':
    '-# Each is hidden behind a click. They are found as whole words, also with accents, look-alike letters or blanks between letters.',
} as const;
