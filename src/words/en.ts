/**
 * English: every text that a person sees, by key. `{{name}}` is filled in; a key that ends in `_one` or `_other` is chosen
 * by `count`. Texts are Discord markdown; what a member typed is escaped before it comes in.
 */
export const en = {
  // Commands
  'command.ray.description': 'Make a video with Ray 2, the finest Luma model here (from {{price}} credits)',
  'command.ray.description.one-length':
    'Make a {{seconds}}-second video with Ray 2, the finest Luma model here ({{price}} credits)',
  'command.ray-flash.description': 'Make a video with Ray Flash 2, fast and cheap (from {{price}} credits)',
  'command.animate.description': 'Make a picture move (from {{price}} credits)',
  'command.credits.description': 'See what you have, what videos cost, and what became of your credits',
  'command.quota.description': 'Who may spend how many credits here',
  'command.quota.show': 'See how credits are given here, or what one member has',
  'command.quota.grant': 'Give a member credits on top of what they have',
  'command.quota.take': 'Take credits from a member',
  'command.quota.set': 'Set what a member has to spend: 26, or +2 and -6 to move it',
  'command.quota.reset': 'Put a member back to what the allowance gives',
  'command.quota.tier': 'More credits for a role',
  'command.quota.tier.set': 'Give everybody with a role this many credits each period',
  'command.quota.tier.remove': 'Take a tier away; leave the role out to choose from those that there are',
  'command.quota.allowance': 'Credits that each member gets, and how often',
  'command.quota.pool': 'Credits that all members together may spend',
  'command.quota.pool.set': 'Limit what all members together may spend in each period',
  'command.quota.pool.remove': 'Let members spend without such a limit',
  'command.quota.override': 'An allowance for one member alone',
  'command.quota.override.set': 'Give one member an allowance of their own, higher or lower than that of the others',
  'command.quota.override.remove': 'Let a member have what the others have',
  'command.quota.audit': 'See who changed what, and why',
  'command.quota.export': 'Get a table (CSV) that a spreadsheet can open',
  'option.quota.member': 'Whom it is about',
  'option.quota.role': 'Which role',
  'option.quota.amount': 'Whole credits, such as 26',
  'option.quota.amount.set': '26 to have exactly that many, +2 for two more, -6 for six fewer',
  'option.quota.credits': 'Whole credits in each period: 26, or +2 and -6 to move it',
  'option.quota.period': 'How often it starts afresh, by the calendar of this server',
  'option.quota.rollover': 'Unused credits that a member may keep on top: 0 for none',
  'option.quota.reason': 'Why: it stands in the audit',
  'option.quota.table': 'Changes by admins (unless you say otherwise), or every movement of credits',
  'option.quota.table.audit': 'Changes by admins',
  'option.quota.table.credits': 'Every movement of credits',
  'period.day': 'day',
  'period.week': 'week',
  'period.month': 'month',
  'option.prompt': 'What to show: subject, action, place, light, camera',
  'option.image': 'The picture to begin with: JPEG, PNG, WebP, GIF or AVIF, up to 20 MB',
  'option.animate-prompt': 'What should happen: who or what moves, how, and what the camera does',
  'option.start_image': 'A picture to begin with: JPEG, PNG, WebP, GIF or AVIF, up to 20 MB',
  'option.end_image': 'A picture to end with: JPEG, PNG, WebP, GIF or AVIF, up to 20 MB',
  'option.model': 'Which model makes it (Ray Flash 2 unless you say otherwise)',
  'option.model.choice': '{{model}} (from {{price}} credits)',
  'option.duration': 'Length of the clip (5 s unless you say otherwise)',
  'option.duration.choice': '{{seconds}} seconds ({{prices}})',
  'option.duration.price': '{{price}} credits',
  'option.duration.model-price': '{{model}}: {{price}} credits',
  'price.range': '{{min}} to {{max}}',
  'price.same': '{{min}}',
  'option.aspect_ratio': 'Shape of the picture (16:9 unless you say otherwise)',
  'option.animate-aspect_ratio': 'Shape of the video (the nearest to your picture unless you say otherwise)',
  'option.aspect_ratio.16:9': '16:9 (wide)',
  'option.aspect_ratio.9:16': '9:16 (phone)',
  'option.aspect_ratio.1:1': '1:1 (square)',
  'option.aspect_ratio.4:3': '4:3 (classic)',
  'option.aspect_ratio.3:4': '3:4 (portrait)',
  'option.aspect_ratio.21:9': '21:9 (cinema)',
  'option.aspect_ratio.9:21': '9:21 (tall)',
  'option.concepts': 'How the camera moves or looks: up to {{max}}, separated by commas',
  'option.loop': 'Let the end flow into the beginning',
  'option.private': 'Show the result to you alone',

  // /settings, /usage and /status, as Discord shows them while somebody types
  'command.settings.description': 'See and change the rules of this server: where, who, how often, and what not',
  'command.settings.show': 'See all settings as they are',
  'command.settings.channels': 'Channels in which videos may be made',
  'command.settings.channels.add': 'Allow a channel, with its threads (once one is allowed, all others are not)',
  'command.settings.channels.remove': 'Take a channel off the list (an empty list allows all channels)',
  'command.settings.roles': 'Roles that may make videos',
  'command.settings.roles.add': 'Allow a role (once one is allowed, members without one are not)',
  'command.settings.roles.remove': 'Take a role off the list (an empty list allows everyone)',
  'command.settings.blocked-member': 'Members who may make no videos',
  'command.settings.blocked-member.add': 'Block a member',
  'command.settings.blocked-member.remove': 'Let a blocked member make videos again',
  'command.settings.exempt': 'Roles whose credits never run out',
  'command.settings.exempt.add': 'Free a role from credits, cooldown and the limits of videos at once',
  'command.settings.exempt.remove': 'Let a role have limits again',
  'command.settings.filter': 'Words that no prompt may hold',
  'command.settings.filter.add': 'Block words or phrases: whole words, however they are spelled',
  'command.settings.filter.remove': 'Allow blocked words again',
  'command.settings.filter.list': 'See the blocked words',
  'command.settings.cooldown': 'How long a member waits from one video to the next',
  'command.settings.concurrency': 'How many videos may be made at the same time',
  'command.settings.nsfw': 'Where videos may be posted, and whether they are hidden behind a click',
  'command.settings.timezone': 'By whose clock days, weeks and months begin here',
  'command.settings.reports': 'Where reports about videos will go; members cannot report any yet',
  'command.settings.notices': 'Where notices for admins go: credits running out, many failures',
  'command.usage.description': 'See how many credits and videos this server used, day by day and by member',
  'command.status.description': 'See how well videos can be made right now, and how long they take',
  'option.settings.channel': 'The channel',
  'option.settings.channel-or-off': 'The channel; leave it out to turn this off',
  'option.settings.role': 'The role',
  'option.settings.member': 'The member',
  'option.settings.id': 'Its id instead, for one that is gone',
  'option.settings.seconds': 'Seconds; 0 for no waiting',
  'option.settings.per-member': 'For each member; 0 for no limit',
  'option.settings.per-server': 'For the whole server; 0 for no limit',
  'option.settings.words': 'Words or phrases, separated by commas',
  'option.settings.nsfw': 'The rule',
  'option.settings.zone': 'A city or a zone: type to search, for example Berlin',
  'option.settings.reason': 'Why, for the record that all admins can read',
  'option.usage.days': 'How far back (30 days unless you say otherwise)',
  'option.usage.days.choice': '{{days}} days',

  // Camera concepts. In a choice that is typed on, Discord gives the words back: they must be read as the same concept.
  'concept.aerial': 'aerial',
  'concept.aerial_drone': 'aerial drone',
  'concept.bolt_cam': 'bolt cam',
  'concept.crane_down': 'crane down',
  'concept.crane_up': 'crane up',
  'concept.dolly_zoom': 'dolly zoom',
  'concept.elevator_doors': 'elevator doors',
  'concept.eye_level': 'eye level',
  'concept.ground_level': 'ground level',
  'concept.handheld': 'handheld',
  'concept.high_angle': 'high angle',
  'concept.low_angle': 'low angle',
  'concept.orbit_left': 'orbit left',
  'concept.orbit_right': 'orbit right',
  'concept.over_the_shoulder': 'over the shoulder',
  'concept.overhead': 'overhead',
  'concept.pan_left': 'pan left',
  'concept.pan_right': 'pan right',
  'concept.pedestal_down': 'pedestal down',
  'concept.pedestal_up': 'pedestal up',
  'concept.pov': 'POV',
  'concept.pull_out': 'pull out',
  'concept.push_in': 'push in',
  'concept.roll_left': 'roll left',
  'concept.roll_right': 'roll right',
  'concept.selfie': 'selfie',
  'concept.static': 'static',
  'concept.tilt_down': 'tilt down',
  'concept.tilt_up': 'tilt up',
  'concept.tiny_planet': 'tiny planet',
  'concept.truck_left': 'truck left',
  'concept.truck_right': 'truck right',
  'concept.zoom_in': 'zoom in',
  'concept.zoom_out': 'zoom out',

  // Refusals: nothing is held
  'refusal.prompt-blank': 'Your prompt has no words. Describe what the video should show, then send the command again.',
  'refusal.prompt-too-short':
    'That prompt is too short: it needs at least {{min}} characters. Describe what the video should show.',
  'refusal.prompt-too-long':
    'That prompt has {{length}} characters, and the model reads at most {{max}}. Shorten it and send the command again.',
  'refusal.prompt-invisible-characters':
    'Your prompt holds invisible control characters, often from copied text. Type it anew, or paste it without formatting.',
  'refusal.prompt-mentions':
    'A prompt cannot mention anybody, and yours holds `{{mention}}`. Take it out and send the command again.',
  'refusal.option-not-allowed':
    '{{model}} cannot make {{options}}. It can do: {{allowed}}. Change the option and send the command again.',
  'refusal.options-not-together':
    '{{model}} with {{options}} together is more than one video service here can do. Each does a part: {{services}}. Leave out or change one of them, then send the command again.',
  'refusal.concept-unknown':
    'There is no camera move called «{{concept}}». The nearest: {{nearest}}. Discord shows all of them as you type into `concepts`.',
  'refusal.concepts-too-many':
    'You named {{given}} camera moves, and one clip takes at most {{max}}. Leave some out and send the command again.',
  'refusal.concepts-not-served':
    '{{model}} takes no such camera moves here. Leave out `concepts` and describe the move in your prompt, or choose another model.',
  'refusal.image-missing': 'There is no picture with your command. Attach one as `{{option}}`, then send it again.',
  'refusal.image-elsewhere':
    'Pictures are taken only from Discord itself. Upload the picture with the command, then send it again.',
  'refusal.image-not-taken':
    'That file is no picture that can be used. Attach a JPEG, PNG, WebP, GIF or AVIF. A HEIC photo can be sent from your gallery as a JPEG.',
  'refusal.image-empty': 'That picture is empty: it has not a single byte. Save it anew and attach it once more.',
  'refusal.image-too-large':
    'That picture has {{size}} MB, and at most {{max}} MB are taken. Save it smaller and attach it once more.',
  'refusal.image-too-many-pixels':
    'That picture has {{width}} × {{height}} pixels. At most {{maxMegapixels}} million are taken, and {{maxSide}} a side. Save it smaller and attach it once more.',
  'refusal.images-not-served': '{{model}} takes no such pictures here. Leave out `end_image`, or choose another model.',
  'refusal.model-not-offered': 'That model cannot animate pictures here. Choose one of: {{models}}.',
  'refusal.loop-with-end-image':
    'A loop ends where it began, so it can have no picture of its own at the end. Leave out `end_image`, or turn `loop` off.',
  'refusal.too-few-credits':
    'This costs **{{price}} credits**, and you have **{{available}}** to spend. `/credits` shows when you get more.',
  'refusal.spend-limit-reached':
    'This bot has spent its budget for today. It starts afresh <t:{{resetsAt}}:R>. Nothing was taken from your credits.',
  'refusal.operator-pool-spent':
    'This costs **{{price}} credits**, and of what whoever runs the bot allows this server **{{left}}** are left. It starts afresh <t:{{resetsAt}}:R>. Nothing was taken from your credits.',
  'refusal.operator-pool-used-up':
    'This costs **{{price}} credits**, and of what whoever runs the bot allows this server **{{left}}** are left. Ask an admin to talk to them. Nothing was taken from your credits.',
  'refusal.guild-pool-spent':
    'This costs **{{price}} credits**, and the pool of this server has **{{left}}** left. It starts afresh <t:{{resetsAt}}:R>. Nothing was taken from your credits.',
  'refusal.member-blocked':
    'You cannot make videos in this server: its admins have switched it off for you. Ask them, if that seems wrong to you.',
  'refusal.role-missing':
    'Videos in this server are for members with one of these roles: {{roles}}. Ask an admin for one of them.',
  'refusal.channel-not-allowed':
    'This server keeps videos to other channels: {{channels}}. Send the command in one of them.',
  'refusal.channel-not-age-restricted':
    'This server keeps videos to age-restricted channels. Send the command in one of them.',
  'refusal.word-blocked':
    'Your prompt holds «{{word}}», which is not allowed in this server. Say it in other words and send the command again.',
  'refusal.cooldown':
    'This server asks for a pause between videos. You can make your next one <t:{{resetsAt}}:R>. Nothing was taken from your credits.',
  'refusal.too-many-jobs-of-member':
    'Each member of this server may have {{most}} under way at the same time, and so many of yours are. Wait until one is ready, then send the command again.',
  'refusal.too-many-jobs-of-guild':
    'This server may have {{most}} under way at the same time, and so many are. Try again in a minute or two.',
  'refusal.take-too-much':
    'There are {{available}} credits to take, and you asked for {{asked}}. What is held for videos under way ({{held}}) stays. Nothing was changed; take {{available}} or fewer.',
  'refusal.grants-over-pool':
    'Whoever runs the bot lets admins of this server give {{pool}} credits in a period. Of these {{left}} are left, and this would take {{asked}}. Nothing was changed; give fewer, or wait until it starts afresh <t:{{resetsAt}}:R>.',
  'refusal.grants-over-total-pool':
    'Whoever runs the bot lets admins of this server give {{pool}} credits in all. Of these {{left}} are left, and this would take {{asked}}. Nothing was changed; give fewer, or ask them for more.',
  'refusal.guild-not-allowed':
    'This bot is not switched on for this server yet. Whoever runs the bot can do it by adding `{{guildId}}` to `ALLOWED_GUILDS` in its configuration and restarting it.',
  'refusal.guild-only': 'Videos are made in a server, not in direct messages. Use the command in a channel there.',
  'refusal.no-provider':
    'No video service for {{model}} is set up here. Whoever runs the bot can add a key for one to its configuration.',
  'refusal.service-out-of-credits':
    'No video can be made with {{model}} right now: {{provider}} is out of credits. Whoever runs the bot was told. Nothing was taken from yours.',
  'refusal.service-refuses-us':
    'No video can be made with {{model}} right now: {{provider}} does not accept the bot’s key. Whoever runs the bot was told. Nothing was taken from your credits.',
  'refusal.service-withdrew-model':
    '{{provider}} no longer offers {{model}}. Whoever runs the bot was told. Try another command meanwhile; nothing was taken from your credits.',
  'refusal.options-need-other-service':
    '{{model}} with {{options}} needs {{provider}}, which cannot be used right now. What can be made meanwhile: {{allowed}}. Leave out or change {{options}}, then send the command again.',
  'refusal.command-unknown': 'This command is not known any more. Reload Discord (Ctrl+R), then try it again.',
  'refusal.component-unknown': 'This button or menu is not known any more. Send its command again to get a fresh one.',
  'refusal.manage-guild-only':
    'Only members with the permission **Manage Server** can do this here. Ask one of them, or an admin for that permission.',
  'refusal.operator-only': 'Only whoever runs this bot can do this, and only in their own server.',
  'refusal.amount-empty': 'There is no amount. Type whole credits, such as `26`. Nothing was changed.',
  'refusal.amount-blanks-inside':
    'An amount is written without blanks: `1000`, `+2`, `-6`. Nothing was changed; type it again like that.',
  'refusal.amount-foreign-digits':
    'An amount is written with the digits 0 to 9, as in `26`; yours are of another kind. Nothing was changed; switch your keyboard over and type it again.',
  'refusal.amount-not-whole':
    'Credits are whole, and written without points or commas: `1000`, not `1,000` or `9.5`. Nothing was changed; type it again like that.',
  'refusal.amount-not-a-number':
    'That is no amount. Type whole credits, such as `26`, or `+2` and `-6` where something is moved. Nothing was changed.',
  'refusal.amount-zero': 'That would change nothing: an amount that is given or taken is at least 1.',
  'refusal.amount-too-large': 'At most {{most}} credits go at once. Nothing was changed; take a smaller amount.',
  'refusal.amount-takes':
    'That amount has a minus, and this command gives credits. Leave the minus out, or use `/quota take`. Nothing was changed.',
  'refusal.amount-gives':
    'That amount has a plus, and this command takes credits. Leave the plus out, or use `/quota grant`. Nothing was changed.',
  'refusal.amount-below-zero':
    'It stands at {{current}} credits, so {{taken}} cannot be taken from it. Nothing was changed; name what it should be, such as `0`.',
  'refusal.member-unknown':
    'Discord does not know such a member. Choose one from the list that it shows, and try again.',
  'refusal.member-left':
    '<@{{memberId}}> is not in this server any more, so nothing was changed. What they had stays theirs, should they come back.',
  'refusal.member-is-bot': '<@{{memberId}}> is a bot, and bots make no videos here. Choose a person.',
  'refusal.role-unknown':
    'That role is not there any more. Nothing was changed. To take a tier of a deleted role away, use `/quota tier remove` without a role.',
  'refusal.role-everyone': 'Everybody has that role, so it is no tier. `/quota allowance` says what everybody gets.',
  'refusal.tier-unknown': 'There is no such tier here. `/quota show` lists those that there are.',
  'refusal.override-unknown':
    '<@{{memberId}}> has no allowance of their own here, so nothing was changed. `/quota show` lists those that there are.',
  'refusal.pool-unknown': 'There is no pool here that could be taken away. `/quota pool set` makes one.',
  'refusal.nothing-to-change':
    'You named nothing to change. Name at least one of `credits`, `period` and `rollover`; `/quota show` says how they stand.',
  'refusal.setting-full':
    'The list is full: it takes {{most}}. Nothing was changed; take something else away from it first.',
  'refusal.setting-out-of-range': 'That is more than can be set: the most is {{most}}. Nothing was changed.',
  'refusal.setting-not-valid':
    'That cannot be set like this. Nothing was changed; look at what you typed, and try again.',
  'refusal.setting-changed':
    'Somebody else changed the settings of this server at the same moment, so yours were left alone. Look at `/quota show`, then try again.',
  'refusal.privacy-open-jobs':
    'Videos of yours are still being made, and they need your data: {{jobs}} at this moment. Wait until they are there, then use `/privacy erase` again. Nothing was erased.',
  'refusal.privacy-export-too-large':
    'What is kept about you has {{size}} MB, and a file here may have {{max}} MB. Whoever runs the bot can give it to you another way.',
  'refusal.operator-guild-not-valid':
    'That is no id of a server: it has 17 to 20 digits. With Developer Mode on, Discord lets you copy it from the server’s menu. Nothing was changed.',
  'refusal.shutting-down':
    'The bot is restarting. Send the command again in a minute; nothing was taken from your credits.',
  'refusal.fault':
    'Something went wrong on our side, and nothing was taken from your credits. Try again; if it stays, tell whoever runs the bot this reference: `{{reference}}`.',

  // What is kept about a member
  'command.privacy.description': 'What is kept about you: read it, get a copy, or have it erased',
  'command.privacy.show': 'What is kept about you, why, for how long, and who gets it',
  'command.privacy.export': 'Get all that is kept about you as a file',
  'command.privacy.erase': 'Have all that is kept about you erased',
  'privacy.title': '**What this bot keeps about you**',
  'privacy.videos':
    '**Your videos:** who asked, where and when, in which language, the prompt and options, which service made it, and where it was posted. That is needed to make it, to deliver it and to answer questions about it. {{days}} days after the end, prompt, language and all that leads to the messages are erased.',
  'privacy.pictures':
    '**Your pictures** are on the disk until the video is made, without what cameras write into them, and are deleted then. A video that cannot be delivered is set aside for whoever runs the bot, at most as long as its prompt is kept.',
  'privacy.credits':
    '**Your credits:** each allowance, each video, and what admins have given or taken, as books are kept. It stays, so that they add up; once you have your data erased, it stands there under a random number.',
  'privacy.rules':
    '**Rules of servers:** whether admins have blocked you or given you an allowance of your own, and what admins have done.',
  'privacy.services':
    '**Who gets it:** prompt and pictures go to the service that makes the video ({{services}}), without your name. The video is posted in Discord. Nothing is sold, used for advertising, or used here to train a model.',
  'privacy.backups':
    '**Backups** of the database are made every day. What you have erased is gone from the last of them after about five weeks.',
  'privacy.choices':
    '`/privacy export` gives you all of it as a file, `/privacy erase` has it erased. Both are about every server with this bot.',
  'privacy.export.done':
    'This is all that is kept about you, in every server with this bot. It is a text file (JSON) that any editor opens.',
  'privacy.export.packed':
    'This is all that is kept about you, in every server with this bot. It is a text file (JSON) that was packed with gzip, because it is long.',
  'privacy.erase.ask':
    '**Erase all that is kept about you, in every server with this bot?** Prompts, pictures, the numbers of messages and your name in the books go for good. Videos that stand in Discord stay there until somebody deletes them.',
  'privacy.erase.credits':
    'You give up the credits that you have. Until this period is over, your id stays beside an empty account, so that nobody gets an allowance twice; then it goes too.',
  'privacy.erase.rules':
    'Rules by which a server’s admins name you stay as long as they keep them: ask them. This cannot be undone.',
  'privacy.erase.yes': 'Erase it all',
  'privacy.erase.no': 'Keep it',
  'privacy.erase.kept': 'Nothing was erased.',
  'privacy.erase.done':
    'Your data is erased: {{jobs}} videos in {{guilds}} servers. What is left in the books stands under a random number that leads to nobody.',
  'privacy.erase.nothing': 'Nothing is kept about you that could be erased.',

  // The operator’s own command
  'command.operator.description': 'What servers may spend of your money',
  'command.operator.pool': 'The most that a server may spend',
  'command.operator.pool.set': 'Lay down what a server may spend',
  'command.operator.pool.remove': 'Let a server spend without a pool of its own',
  'command.operator.allow': 'Serve a server from now on, whatever the configuration says',
  'command.operator.deny': 'Serve a server no longer; videos under way are finished',
  'command.operator.spend': 'What was spent, and how the pools stand',
  'option.operator.server': 'The id of the server',
  'option.operator.credits': 'Whole credits (1 credit is about one US cent)',
  'option.operator.period': 'How often the pool is full again (UTC)',
  'option.operator.reason': 'Why; it stands in the server’s audit',
  'operator.period.day': 'every day',
  'operator.period.week': 'every week',
  'operator.period.month': 'every month',
  'operator.period.total': 'never: it is used up once and for all',
  'operator.pool.set': 'Server `{{guildId}}` may now spend {{pool}}. Before: {{before}}.',
  'operator.pool.removed': 'Server `{{guildId}}` has no pool of yours any more. Before: {{before}}.',
  'operator.pool.none': 'no pool',
  'operator.pool.day': '{{credits}} credits a day',
  'operator.pool.week': '{{credits}} credits a week',
  'operator.pool.month': '{{credits}} credits a month',
  'operator.pool.total': '{{credits}} credits in all',
  'operator.allowed': 'Server `{{guildId}}` is served from now on.',
  'operator.denied': 'Server `{{guildId}}` is served no longer. Videos under way are finished.',
  'operator.spend.today':
    '**Today (UTC), all servers:** {{spent}} of {{limit}}, by what services charge or are expected to. Counted anew <t:{{resetsAt}}:R>.',
  'operator.spend.today.no-limit':
    '**Today (UTC), all servers:** {{spent}}, by what services charge or are expected to. There is no limit; `SPEND_LIMIT_USD_PER_DAY` sets one.',
  'operator.spend.month': '**Last 30 days, charged:** {{cost}}',
  'operator.spend.month.guild': '**Last 30 days, charged for server `{{guildId}}`:** {{cost}}',
  'operator.spend.provider': '{{provider}}: {{cost}}',
  'operator.spend.pools': '**Pools**',
  'operator.spend.pools.none': 'No server has a pool of yours. `/operator pool set` gives one.',
  'operator.spend.pool': '`{{guildId}}`: {{pool}}; spent or held {{spent}}, given to members by admins {{given}}.',
  'operator.spend.pool.resets':
    '`{{guildId}}`: {{pool}}; spent or held {{spent}}, given to members by admins {{given}}. Full again <t:{{resetsAt}}:R>.',
  'operator.spend.pools.more': '… and {{more}} more. Name a server to see its pool.',
  'operator.served': 'It is served.',
  'operator.not-served': 'It is not served.',

  // Answers of commands
  'reply.files-not-taken':
    'The answer is ready, but Discord does not take its file here. Ask for less at once, or try it again in another channel.',

  // The card of a job under way
  'card.title': '🎬 **{{model}}** for <@{{memberId}}>',
  'card.preparing': 'Getting ready …',
  'card.small-picture':
    'Your picture is small ({{width}} × {{height}}): the video may look soft. One with at least {{least}} pixels a side looks better.',
  'card.waiting.busy': '{{provider}} is busy. You keep your place, and it is tried again soon.',
  'card.waiting.out-of-reach':
    '{{provider}} cannot be reached. You keep your place, and it is tried again soon. If it stays away, you get your credits back.',
  'card.waiting.failing':
    '{{provider}} has trouble making videos. You keep your place until it is well again. If it takes too long, you get your credits back.',
  'card.trying-elsewhere': 'One video service could not make it, so the next one is asked. It costs you nothing more.',
  'card.checking':
    'The connection to the video service broke. It is being found out whether it is making your video; you do not pay twice.',
  'card.making': 'Being made. It should be ready <t:{{expectedAt}}:R>.',
  'card.due': 'Being made. It should be ready any moment.',
  'card.late': 'Still being made. This one takes longer than most; it will be posted as soon as it is ready.',
  'card.delivering': 'Finished! Fetching it for you …',

  // The video
  'video.title': '🎬 <@{{memberId}}>, your video is ready.',
  'video.link.too-large': 'The file cannot be posted here, so this is its link: {{url}}',
  'video.link.unverified': 'The file could not be checked and may not play. You can fetch it here: {{url}}',
  'video.link.unreachable': 'The file could not be fetched to post it here. You can try the link: {{url}}',
  'video.may-not-play': 'It has an unusual format: if it does not play here, save the file and open it elsewhere.',
  'video.link.expires': 'The link works until <t:{{expiresAt}}:f>.',
  'video.link-too-long':
    'It cannot be posted here, and its link is too long for a message. Whoever runs the bot has it: ask for it with this reference: `{{jobId}}`.',
  'video.details': '{{model}} · {{options}} · took {{took}} · {{price}} credits · {{left}} left',
  'details.job': '{{options}} · {{price}} credits',
  'details.seconds': '{{seconds}} s',
  'details.loop': 'loop',
  'took.seconds': '{{seconds}} s',
  'took.minutes': '{{minutes}} min {{seconds}} s',

  // Ends without a video: the hold is voided
  'failure.title': '⚠️ <@{{memberId}}>, there is no video this time.',
  'failure.credits-back': 'Your {{price}} credits are back.',
  'failure.not-acknowledged': 'Discord did not take our answer in time. Send the command again.',
  'failure.provider-unavailable': 'No video service could take it in time. Try again later.',
  'failure.provider-refused':
    'The video service did not accept this request. Change the prompt or an option and try again.',
  'failure.provider-refused-picture':
    'The video service did not accept this request. Take another picture, or change the prompt or an option, and try again.',
  'failure.provider-failed': 'The video service could not make it. Try again, perhaps with other words.',
  'failure.provider-lost': 'The video service lost track of the request. Try again.',
  'failure.provider-malformed': 'The video service gave an answer that makes no sense. Try again later.',
  'failure.moderated': 'The video service turned the prompt down for its content. Say it differently and try again.',
  'failure.moderated-picture':
    'The video service turned the prompt or the picture down for its content. Say it differently, or take another picture.',
  'failure.image-gone':
    'Your picture was not there any more when it was fetched. Attach it once more and send the command again.',
  'failure.image-unreachable':
    'Your picture could not be fetched from Discord. Try again in some minutes, or attach the picture once more.',
  'failure.image-elsewhere':
    'Your picture led to a place other than Discord, and pictures are taken only from there. Save it to your device, then attach that file.',
  'failure.image-too-large':
    'Your picture is larger than it says, and at most 20 MB are taken. Save it smaller and attach it once more.',
  'failure.image-too-many-pixels':
    'Your picture has too many pixels: at most 64 million are taken (16 million of an AVIF), and 16,384 a side. Save it smaller and attach it once more.',
  'failure.image-unreadable':
    'Your picture cannot be read: it is damaged, or no JPEG, PNG, WebP, GIF or AVIF. Open it, save it anew and attach that file.',
  'failure.model-withdrawn':
    'The video service no longer offers this model. Whoever runs the bot was told. Try another command meanwhile.',
  'failure.operator-attention':
    'The video service does not serve this bot right now. Whoever runs the bot was told. Try again later.',
  'failure.submit-uncertain':
    'The connection to the video service broke at a bad moment. To be safe it was not tried twice. Send the command again.',
  'failure.not-a-video': 'The video service gave a file that is no video. Try again; whoever runs the bot was told.',
  'failure.video-unreachable':
    'The video was made, but it could not be fetched. Whoever runs the bot was told. Send the command again to have it made anew.',
  'failure.delivery-impossible':
    'The video was made, but it could not be posted anywhere. Whoever runs the bot was told. Ask an admin to let the bot post in your channel, or allow direct messages from this server, then send the command again.',

  // Credits
  'credits.title': '**Your credits here**',
  'credits.available': 'To spend: **{{credits}}**',
  'credits.held': 'Held for videos under way: {{credits}}',
  'credits.exempt': 'Your role lets you go on when they have run out.',
  'credits.refill.day': 'Filled up to {{credits}} every day, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'credits.refill.week': 'Filled up to {{credits}} every week, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'credits.refill.month': 'Filled up to {{credits}} every month, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'credits.refill.none': 'There is no regular allowance for you here. An admin of this server can set one.',
  'credits.rollover': 'Of what you leave over, up to {{credits}} go over on top.',
  'credits.why.tier': 'The amount comes from your role <@&{{roleId}}>.',
  'credits.why.override': 'The amount was set for you by an admin.',
  'credits.prices': '**What a video costs**',
  'credits.price': '`/{{command}}` ({{model}}): {{prices}}',
  'credits.price.length': '**{{price}}** for {{seconds}} s',
  'credits.entries': '**Last entries**',
  'credits.entries.none': 'No entries yet. `/ray-flash` makes your first video.',
  'credits.entry': '`{{amount}}` {{what}}, <t:{{at}}:R>',
  'credits.entry.linked': '`{{amount}}` {{what}}, <t:{{at}}:R>: [see it]({{url}})',
  'credits.entry.why': '`{{amount}}` {{what}}, <t:{{at}}:R>: {{reason}}',
  'credits.entry.allowance': 'allowance',
  'credits.entry.post': 'video',
  'credits.entry.grant': 'given by an admin',
  'credits.entry.take': 'taken by an admin',
  'credits.entry.set': 'set by an admin',
  'credits.entry.reset': 'put back by an admin',
  'credits.entry.correction': 'correction',
  'credits.entry.exempt': 'lent for a video, as your role allows',
  'credits.entry.exempt-back': 'taken back, as there was no video',
  'credits.history': '**Your entries here, newest first**',
  'credits.history.none': 'There is nothing more here.',
  'credits.button.history': 'All entries',
  'credits.button.overview': 'Overview',
  'amount.plus': '+{{credits}}',
  'amount.minus': '−{{credits}}',
  'page.newer': '◀ Newer',
  'page.older': 'Older ▶',

  // Quotas, for admins
  'quota.title': '**How credits are given here**',
  'quota.allowance.day':
    'Each member is filled up to **{{credits}}** credits every day, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.allowance.week':
    'Each member is filled up to **{{credits}}** credits every week, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.allowance.month':
    'Each member is filled up to **{{credits}}** credits every month, next <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.rollover': 'Of what a member leaves over, up to {{credits}} go over on top.',
  'quota.rollover.none': 'What is left over does not pile up.',
  'quota.zone': 'Days, weeks and months go by the clocks of {{timeZone}}.',
  'quota.tiers': '**More for roles** (the best of a member’s roles counts)',
  'quota.tier': '<@&{{roleId}}>: {{credits}}',
  'quota.tier.low': '<@&{{roleId}}>: {{credits}}, which is not more than everybody gets, so it changes nothing now',
  'quota.overrides': '**For single members**',
  'quota.override': '<@{{memberId}}>: {{credits}}',
  'quota.more': '… and {{more}} more: `/quota export` has them all.',
  'quota.exempt': '**Never run out:** {{roles}}',
  'quota.pool.none': 'There is no limit on what all members spend together.',
  'quota.pool.day': 'All members together may spend **{{credits}}** a day.',
  'quota.pool.week': 'All members together may spend **{{credits}}** a week.',
  'quota.pool.month': 'All members together may spend **{{credits}}** a month.',
  'quota.pool.state': 'Of this, {{spent}} are spent or held; it starts afresh <t:{{at}}:R>.',
  'quota.operator-pool': 'Whoever runs this bot allows **{{credits}}** in all; {{spent}} are spent or held.',
  'quota.operator-pool.period':
    'Whoever runs this bot allows **{{credits}}** in this period; {{spent}} are spent or held. It starts afresh <t:{{at}}:R>.',
  'quota.member.title': '**Credits of <@{{memberId}}>**',
  'quota.member.available': 'To spend: **{{credits}}**',
  'quota.member.held': 'Held for videos under way: {{credits}}',
  'quota.member.refill': 'Filled up to {{credits}} next <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.member.why.allowance': 'That is what everybody gets here.',
  'quota.member.why.override': 'That was set for them alone.',
  'quota.member.why.tier': 'That comes from the role <@&{{roleId}}>.',
  'quota.member.exempt': 'One of their roles lets them go on when they have run out.',
  'quota.member.left': 'They are not in this server any more; roles are left out of account.',
  'quota.granted': '✅ <@{{memberId}}> got **{{credits}}** credits.',
  'quota.taken': '✅ **{{credits}}** credits were taken from <@{{memberId}}>.',
  'quota.set': '✅ The credits of <@{{memberId}}> were set.',
  'quota.reset': '✅ <@{{memberId}}> was put back to what the allowance gives.',
  'quota.unchanged': 'Nothing had to be changed: it stood like that already.',
  'quota.before-after': 'To spend: {{before}} before, **{{after}}** now.',
  'quota.reason': 'Reason: {{reason}}',
  'quota.reason.none': 'You gave no reason. It stands in `/quota audit` without one.',
  'quota.tier.done': '✅ Everybody with <@&{{roleId}}> is filled up to **{{after}}** credits. Before: {{before}}.',
  'quota.tier.done.new':
    '✅ Everybody with <@&{{roleId}}> is filled up to **{{after}}** credits. There was no tier before.',
  'quota.tier.removed': '✅ The tier of <@&{{roleId}}> is gone. It was {{before}} credits.',
  'quota.tier.low.note': 'As everybody gets {{allowance}}, this changes nothing yet.',
  'quota.tier.choose': 'Which tier shall go? These are there:',
  'quota.tier.choice': '{{number}}. <@&{{roleId}}>: {{credits}}',
  'quota.tier.option': '{{number}}: {{credits}} credits',
  'quota.tier.modal': 'Take the tier away',
  'quota.reason.label': 'Reason (if you like)',
  'quota.tier.none': 'There are no tiers here. `/quota tier set` makes one.',
  'quota.override.done': '✅ <@{{memberId}}> alone is filled up to **{{after}}** credits. Before: {{before}}.',
  'quota.override.done.new':
    '✅ <@{{memberId}}> alone is filled up to **{{after}}** credits. They had what everybody has before.',
  'quota.override.removed': '✅ <@{{memberId}}> has what everybody has again. It was {{before}} credits.',
  'quota.next-refill': 'It counts from the next refill on, <t:{{at}}:R>.',
  'quota.allowance.done': '✅ Each member is filled up to **{{after}}** now. Before: {{before}}.',
  'quota.pool.done': '✅ All members together may spend **{{after}}** now. Before: {{before}}.',
  'quota.pool.empty': 'With a pool of 0 nobody can make a video.',
  'quota.pool.removed': '✅ Members spend without a common limit now. Before: {{before}}.',
  'quota.per.day': '{{credits}} a day',
  'quota.per.week': '{{credits}} a week',
  'quota.per.month': '{{credits}} a month',
  'quota.per.none': 'no limit',
  'quota.per.rollover': '{{amount}}, and up to {{rollover}} of what is left over',

  // The audit, for admins
  'audit.title': '**Who changed what here, newest first**',
  'audit.none': 'There is nothing here yet.',
  'audit.end': 'There is nothing more here.',
  'audit.entry': '<t:{{at}}:f> <@{{actorId}}> {{what}}',
  'audit.reason': '> {{reason}}',
  'audit.moved': 'To spend: {{before}} → {{after}}',
  'audit.changed': '{{before}} → {{after}}',
  'audit.nothing': 'none',
  'audit.rollover': '{{credits}} may go over',
  'audit.entries': '{{entries}} in the list',
  'audit.action.grant': 'gave credits to <@{{memberId}}>',
  'audit.action.take': 'took credits from <@{{memberId}}>',
  'audit.action.set': 'set the credits of <@{{memberId}}>',
  'audit.action.reset': 'put <@{{memberId}}> back to the allowance',
  'audit.action.tier': 'changed the tier of <@&{{roleId}}>',
  'audit.action.override': 'changed the own allowance of <@{{memberId}}>',
  'audit.action.allowance': 'changed the allowance',
  'audit.action.pool': 'changed the pool',
  'audit.action.operator-pool': 'set what this server may spend, as whoever runs the bot',
  'audit.action.settings': 'changed settings: {{fields}}',
  'audit.action.other': 'did this: {{action}}',
  'export.audit': 'Here is what admins changed, newest first: {{rows}} rows.',
  'export.credits': 'Here is every movement of credits, newest first: {{rows}} rows.',
  'export.empty': 'There is nothing to put into a table yet.',
  'export.cut': 'Older rows did not fit into the file.',
  'export.hint':
    'Times are in UTC. Members and roles stand as mentions: pasted into Discord, they show whom they mean.',

  // The settings of a server
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
  'settings.field.allowedChannels': 'Channels',
  'settings.field.allowedRoles': 'Roles',
  'settings.field.blockedMembers': 'Blocked members',
  'settings.field.blockedWords': 'Blocked words',
  'settings.field.nsfw': 'Age restriction',
  'settings.field.noticesChannelId': 'Notices go to',
  'settings.field.reportsChannelId': 'Reports go to',
  'settings.field.other': 'The settings',
  'settings.value.none': 'none',
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
  'settings.conflict':
    'Somebody else is changing the settings at this moment. Nothing of yours was changed: look at `/settings show`, then send the command again.',
  'settings.hint.timeZone':
    '-# Days, weeks and months begin by its clock from now on. A refill that was given counts for the time under way, so the next one comes when that ends.',
  'settings.hint.allowedChannels':
    '-# Threads are allowed where their channel is. With an empty list, all channels are.',
  'settings.hint.noticesChannelId': '-# The bot needs the permissions **View Channel** and **Send Messages** there.',
  'settings.hint.reportsChannelId':
    '-# Members cannot report videos in this version; the channel is kept for when they can. The bot needs the permissions **View Channel** and **Send Messages** there.',
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
  'settings.refused.nothing-named':
    'Name what to remove: choose it, or give its id where it is gone. `/settings show` lists all of them.',
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

  // The usage of a server. The columns of the table are written under each other, letter by letter.
  'usage.title': '**Usage of this server, last {{days}} days**',
  'usage.so-far': '-# From <t:{{at}}:D> until now, by the clock of `{{timeZone}}`. Today is not over yet.',
  'usage.total':
    'Credits: **{{credits}}** · videos: **{{delivered}}** · went wrong, at no cost: {{failed}} ({{share}})',
  'usage.nothing': 'No video was asked for in this time.',
  'usage.duration': 'Half of the videos were there within {{median}}, 19 of 20 within {{p95}}.',
  'usage.model': '{{model}}: {{credits}} credits · videos: {{delivered}} · failed: {{failed}}',
  'usage.model.none': 'Before a model was asked',
  'usage.table.day': 'day',
  'usage.table.from-day': 'from',
  'usage.table.credits': 'credits',
  'usage.table.made': 'made',
  'usage.table.failed': 'failed',
  'usage.table.per-row': '-# Each line is {{days}} days; the oldest one may have fewer.',
  'usage.members': '**Who used most credits**',
  'usage.member': '{{rank}}. <@{{memberId}}> {{credits}} ({{share}})',
  'usage.no-picture':
    '-# The picture could not be drawn this time. The figures are complete without it; try again later.',
  'usage.share': '{{percent}} %',
  'usage.share.small': 'under 1 %',
  'usage.chart.title': 'Usage of the last {{days}} days',
  'usage.chart.subtitle': 'Credits: {{credits}} · videos: {{delivered}} · failed: {{failed}}',
  'usage.chart.credits': 'Credits by day',
  'usage.chart.credits.grouped': 'Credits, {{days}} days a bar',
  'usage.chart.videos': 'Videos',
  'usage.chart.delivered': 'made',
  'usage.chart.failed': 'failed',
  'usage.chart.members': 'Who used most',
  'usage.chart.nameless': 'Somebody',
  'usage.chart.nothing': 'No credits were spent in this time.',

  // What videos really cost, for whoever runs the bot
  'costs.title': '**For you alone, who run this bot**',
  'costs.total': 'Credits spent: {{credits}} · paid for them: {{cost}}',
  'costs.total.each': 'Credits spent: {{credits}} · paid for them: {{cost}}, which is {{each}} a credit',
  'costs.provider': '{{provider}}: {{cost}} · requests: {{attempts}}',
  'costs.provider.incomplete': '{{provider}}: {{cost}} · requests: {{attempts}} · videos of unknown cost: {{videos}}',
  'costs.none': 'No service was asked for anything.',
  'costs.balance': '{{provider}}: {{balance}} left',
  'costs.balance.unknown': '{{provider}}: the balance is not known yet',

  // How the service is
  'status.title': '**How it is right now**',
  'status.provider.closed': '🟢 {{provider}} works.',
  'status.provider.half-open': '🟡 {{provider}} had trouble and is being tried again.',
  'status.provider.open':
    '🔴 {{provider}} has trouble. It is tried again by itself; until then others are asked where they can.',
  'status.no-provider': 'No video service is set up. Whoever runs the bot can add a key for one to its configuration.',
  'status.queue':
    'Videos under way: {{waiting}} waiting, {{making}} in the making, {{delivering}} on the way to their channel.',
  'status.queue.empty': 'No video is under way.',
  'status.queue.longest': 'The longest wait began <t:{{at}}:R>.',
  'status.week':
    'Videos made in the last 7 days: {{delivered}}. Half were there within {{median}}, 19 of 20 within {{p95}}.',
  'status.week.none': 'In the last 7 days no video was made.',
  'status.week.failed': '{{share}} of what was asked for went wrong, and cost nothing.',
  'status.balances': 'Balances:',
  'status.costs': 'Last 7 days, all servers:',

  // The operator
  'notice.provider-needs-attention':
    '⚠️ **{{provider}}** refuses us: {{detail}}. Check its key and balance. Meanwhile requests go to other services where they can; where they cannot, members are told that it does not serve this bot.',
  'notice.model-withdrawn':
    '⚠️ **{{provider}}** no longer has a model: {{detail}}. Give its new name in `MODEL_SLUGS`, or take the provider out of `PROVIDERS`.',
  'notice.provider-unreachable':
    '⚠️ **{{provider}}** does not work: several requests in a row went wrong. Requests go to other services where they can, and wait where they cannot. It is tried again by itself.',
  'notice.provider-back': '✅ **{{provider}}** works again.',
  'notice.provider-balance-low':
    '⚠️ **{{provider}}** has {{detail}} left, which is less than the limit you set in `LOW_BALANCE_USD`. Top it up before members are turned away.',
  'notice.provider-price-high':
    '⚠️ **{{provider}}** charges more than members pay: {{detail}}. Raise the price in `PRICES`, or take the provider out of `PROVIDERS`.',
  'notice.failure-billed':
    '⚠️ **{{provider}}** failed job `{{jobId}}` ({{detail}}) and seems to charge for it. The member has the credits back; ask the provider for yours.',
  'notice.spend-limit-used':
    '⚠️ {{detail}} % of today’s budget is spent (`SPEND_LIMIT_USD_PER_DAY`). When all of it is, members are turned away until midnight UTC.',
  'notice.pool-used':
    '⚠️ {{detail}} % of what server `{{guildId}}` may spend is used up. `/operator pool set` raises it.',
  'guild-notice.pool':
    '⚠️ {{percent}} % of this server’s pool of {{limit}} credits is used up. `/quota pool set` changes it.',
  'notice.backup-failed':
    '⚠️ The daily backup failed: {{detail}}. It is tried again every hour; `npm run backup` makes one by hand.',
  'notice.ledger-differs':
    '⚠️ The ledger does not add up: {{detail}}. Nothing was changed. Run `npm run ledger:audit` for the whole list, and keep a copy of the database before anything else.',
  'notice.submit-uncertain':
    '⚠️ A request to **{{provider}}** may have been taken without an answer (job `{{jobId}}`: {{detail}}). The member has the credits back; look into the provider’s history for a bill.',
  'notice.submit-unrecorded':
    '⚠️ **{{provider}}** took job `{{jobId}}`, but its id cannot be saved: {{detail}}. Make room on the disk; raybot goes on trying, and a restart now would lose the video.',
  'notice.provider-lost':
    '⚠️ **{{provider}}** no longer knows job `{{jobId}}` ({{detail}}). The member has the credits back; look into the provider’s history for a bill.',
  'notice.provider-malformed':
    '⚠️ **{{provider}}** gives answers for job `{{jobId}}` that cannot be read ({{detail}}). The member has the credits back; look into the provider’s history for a bill.',
  'notice.delivery-impossible':
    '⚠️ The finished video of job `{{jobId}}` could not be delivered: {{detail}}. The member has the credits back.',
} as const;

export type WordKey = keyof typeof en;
