/** Refusals: nothing is held. */
export const refusals = {
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
  'refusal.message-without-picture':
    'There is no picture in that message. Use **Animate this** on one that has a picture, or send yours with `/animate`.',
  'refusal.message-picture-elsewhere':
    'That picture stands on another website, and Discord only shows it. Save it to your device, then send it with `/animate`.',
  'refusal.form-too-old':
    'This form is too old, and what belongs to it is gone. Nothing was taken from your credits; open it anew from the message.',
  'refusal.report-not-a-video':
    'That is no finished video of this bot, and only those are reported here. For anything else, use Discord’s own **Report Message**.',
  'refusal.report-private':
    'Only you can see that video, so there is nothing for moderators to look at. You can simply dismiss it.',
  'refusal.report-known': 'You have reported this video already, and the moderators have your report.',
  'refusal.report-too-many':
    'You have sent {{most}} reports within an hour, and the moderators have them. This one was not sent: try again later, or tell a moderator yourself.',
  'refusal.report-no-channel':
    'This server has no channel for reports yet, so nobody was told. Show the video to a moderator yourself; an admin can name a channel with `/settings reports`.',
  'refusal.report-not-posted':
    'Your report could not be brought to the moderators: the bot cannot write into their channel right now. Tell a moderator yourself, or try again later.',
  'refusal.report-unknown': 'This report is not kept any more. Delete the video by hand where it still stands.',
  'refusal.report-maker-unknown':
    'Who made this video is not known any more: their data was erased. Nobody was blocked; `/settings blocked-member add` blocks somebody by name.',
  'refusal.report-not-deleted':
    'Discord did not let the bot delete that video just now. Try again in a minute, or delete the message by hand.',
  'refusal.moderators-only':
    'Only members with the permission **Manage Messages** or **Manage Server** can do this. Nothing was changed.',
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
  'refusal.queue-full':
    'So many videos are waiting that yours would start in about {{minutes}} min. Nothing was taken from your credits; send the command again a little later.',
  'refusal.take-too-much':
    'There are {{available}} credits to take, and you asked for {{asked}}. What is held for videos under way ({{held}}) stays. Nothing was changed: no more than {{available}} can be taken.',
  'refusal.grants-over-pool':
    'Whoever runs the bot lets admins of this server give {{pool}} credits in a period. Of these {{left}} are left, and this would take {{asked}}. Nothing was changed; give fewer, or wait until it starts afresh <t:{{resetsAt}}:R>.',
  'refusal.grants-over-total-pool':
    'Whoever runs the bot lets admins of this server give {{pool}} credits in all. Of these {{left}} are left, and this would take {{asked}}. Nothing was changed; give fewer, or ask them for more.',
  'refusal.guild-not-allowed':
    'This bot is not switched on for this server. Whoever runs the bot can do it with `/operator allow` and the number `{{guildId}}`, or in its configuration (`ALLOWED_GUILDS`).',
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
  'refusal.job-unknown':
    'That video is not known here, or not any more: what it was made from may have been erased. Nothing was changed; `/jobs` shows yours.',
  'refusal.job-not-yours':
    'This video is <@{{memberId}}>’s: only they, and moderators, can do that. Your own are in `/jobs`.',
  'refusal.job-over': 'This one is over already, so nothing was changed. `/jobs` shows what became of it.',
  'refusal.job-being-posted':
    'The video is just being posted, so nothing was changed. In a moment you can delete it with the button under it.',
  'refusal.job-on-its-way':
    'That is on its way already: you asked for the very same a moment ago. You do not pay twice; if you want another one, press once more in a few seconds.',
  'refusal.price-changed':
    'The price is another one now: **{{price}} credits**. Nothing was taken from yours; the button here has the new price.',
  'refusal.picture-too-old':
    'The picture of this video is not kept any more: Discord gives pictures out for a day. Attach it again with `/animate`; nothing was taken from your credits.',
  'refusal.cannot-post-here':
    'The bot may not post files in this channel. Ask for it in a channel where it may; nothing was taken from your credits.',
  'refusal.video-gone': 'There is no message with this video any more, so nothing had to be deleted.',
  'refusal.video-not-deleted':
    'Discord did not let the bot delete that video just now. Try again in a minute, or ask a moderator to delete the message.',
  'refusal.video-not-made': 'There is no video of this one to post. `/jobs` shows what became of it.',
  'refusal.video-withdrawn':
    'A moderator does not want this video shown, so it is not posted. Ask them, if that seems wrong to you.',
  'refusal.video-expired':
    'The service that made this video does not have it any more, so it cannot be posted again. **Again** makes it anew, for its price.',
  'refusal.video-unreachable':
    'The video could not be fetched from the service that made it. Try again in some minutes; nothing was taken from your credits.',
  'refusal.video-not-posted':
    'Discord did not take the video here just now. Try again in a minute, or in another channel; nothing was taken from your credits.',
  'refusal.shutting-down':
    'The bot is restarting. Send the command again in a minute; nothing was taken from your credits.',
  'refusal.fault':
    'Something went wrong on our side, and nothing was taken from your credits. Try again; if it stays, tell whoever runs the bot this reference: `{{reference}}`.',
} as const;
