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
  'command.credits.description': 'See what you have, what is held, and what you spent last',
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
  'refusal.shutting-down':
    'The bot is restarting. Send the command again in a minute; nothing was taken from your credits.',
  'refusal.fault':
    'Something went wrong on our side, and nothing was taken from your credits. Try again; if it stays, tell whoever runs the bot this reference: `{{reference}}`.',

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
  'credits.refill.day': 'Filled up to {{credits}} every day, next <t:{{at}}:R>.',
  'credits.refill.week': 'Filled up to {{credits}} every week, next <t:{{at}}:R>.',
  'credits.refill.month': 'Filled up to {{credits}} every month, next <t:{{at}}:R>.',
  'credits.refill.none': 'There is no regular allowance here. Whoever runs the bot can set one.',
  'credits.entries': '**Last entries**',
  'credits.entries.none': 'No entries yet. `/ray-flash` makes your first video.',
  'credits.entry': '`{{amount}}` {{what}}, <t:{{at}}:R>',
  'credits.entry.allowance': 'allowance',
  'credits.entry.post': 'video',

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
