/** A job’s card, its video, and the ways in which it ends without one. */
export const jobs = {
  'reply.files-not-taken':
    'The answer is ready, but Discord does not take its file here. Ask for less at once, or try it again in another channel.',

  // The card of a job under way
  'card.title': '🎬 **{{model}}** for <@{{memberId}}>',
  'card.preparing': 'Getting ready …',
  'queue.next': 'Next in the queue',
  'queue.ahead': 'In the queue: {{ahead}} ahead of you',
  'queue.about': 'In the queue: about {{ahead}} ahead',
  'card.queued': '{{place}}, should start <t:{{at}}:R>',
  'card.queued.any-moment': '{{place}}, starts any moment',
  'card.small-picture':
    'Your picture is small ({{width}} × {{height}}): the video may look soft.\nOne with at least {{least}} pixels a side looks better.',
  'card.waiting.busy': '{{provider}} is busy. You keep your place.\nIt is tried again soon.',
  'card.waiting.out-of-reach':
    '{{provider}} cannot be reached. You keep your place.\nIt is tried again soon, or your credits come back.',
  'card.waiting.failing':
    '{{provider}} has trouble making videos.\nYou keep your place until it is well again.\nIf it takes too long, your credits come back.',
  'card.trying-elsewhere': 'One video service could not make it, the next one is asked.\nIt costs you nothing more.',
  'card.checking':
    'The connection to the video service broke.\nIt is being found out whether it makes your video.\nYou do not pay twice.',
  'card.bar': '{{bar}} {{percent}} %',
  'card.making': 'Being made, should be ready <t:{{at}}:R>',
  'card.making.spread': 'Being made, should be ready <t:{{at}}:R> (at the latest <t:{{latestAt}}:R>)',
  'card.making.any-moment': 'Being made, should be ready any moment',
  'card.making.elsewhere': 'Another service makes it now; it costs you nothing more.',
  'card.late': 'Still being made: longer than 95 % of such videos.',
  'card.delivering': 'Finished! Fetching it for you …',
  'card.fitting': 'Finished, but too large to post here.\nMaking it fit: {{percent}} %',
  'card.withheld': 'Will not be posted.',
  'card.withheld-by-moderator': 'A moderator decided not to have it posted.',
  'card.asked': '{{price}} credits · asked for <t:{{at}}:R>',

  // The video
  'video.title': '🎬 <@{{memberId}}>, your video is ready.',
  'video.link.too-large': 'The file cannot be posted here, so this is its link: {{url}}',
  'video.link.unverified': 'The file could not be checked and may not play. You can fetch it here: {{url}}',
  'video.link.unreachable': 'The file could not be fetched to post it here. You can try the link: {{url}}',
  'video.may-not-play': 'It has an unusual format: if it does not play here, save the file and open it elsewhere.',
  'video.made-to-fit': '{{original}}, made to fit: {{posted}}',
  'size.megabytes': '{{size}} MB',
  'size.kilobytes': '{{size}} KB',
  'video.link.expires': 'The link works until <t:{{expiresAt}}:f>.',
  'video.link-too-long':
    'It cannot be posted here, and its link is too long for a message. Whoever runs the bot has it: ask for it with this reference: `{{jobId}}`.',
  'video.details': '{{model}} · {{options}} · took {{took}} · {{price}} credits · {{left}} left',
  'video.title.again': '🎬 A video of <@{{memberId}}>, posted again',
  'video.details.again': '{{model}} · {{options}}',
  'details.seconds': '{{seconds}} s',
  'details.loop': 'loop',
  'took.seconds': '{{seconds}} s',
  'took.minutes': '{{minutes}} min {{seconds}} s',

  // Ends without a video: the hold is voided
  'failure.cancelled': 'It was cancelled before anything was made.',
  'failure.cancelled-by-moderator': 'A moderator cancelled it before anything was made.',
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
} as const;
