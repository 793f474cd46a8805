import type { jobs as english } from '../en/jobs.ts';

/** A job’s card, its video, and the ways in which it ends without one. */
export const jobs = {
  'reply.files-not-taken':
    'Die Antwort ist fertig, aber Discord nimmt ihre Datei hier nicht. Verlang weniger auf einmal, oder versuch es in einem anderen Kanal.',

  // The card of a job under way
  'card.title': '🎬 **{{model}}** für <@{{memberId}}>',
  'card.preparing': 'Wird vorbereitet …',
  'queue.next': 'Als Nächstes an der Reihe',
  'queue.ahead': 'In der Schlange: {{ahead}} vor dir',
  'queue.about': 'In der Schlange: etwa {{ahead}} vor dir',
  'card.queued': '{{place}}, Beginn voraussichtlich <t:{{at}}:R>',
  'card.queued.any-moment': '{{place}}, Beginn jeden Moment',
  'card.small-picture':
    'Dein Bild ist klein ({{width}} × {{height}}), es wird vielleicht unscharf.\nMit mindestens {{least}} Pixeln je Seite sieht es besser aus.',
  'card.waiting.busy': '{{provider}} ist ausgelastet. Gleich wird es wieder versucht.\nDu behältst deinen Platz.',
  'card.waiting.out-of-reach':
    '{{provider}} ist nicht zu erreichen. Gleich kommt ein neuer Versuch.\nDu behältst deinen Platz oder bekommst Credits zurück.',
  'card.waiting.failing':
    '{{provider}} hat Probleme, Videos zu machen.\nDu behältst deinen Platz, bis es wieder geht.\nDauert es zu lange, kommen deine Credits zurück.',
  'card.trying-elsewhere':
    'Ein Videodienst hat es nicht geschafft, der nächste ist dran.\nDich kostet das nichts extra.',
  'card.checking':
    'Die Verbindung zum Videodienst ist abgebrochen.\nGerade wird geklärt, ob er dein Video macht.\nZweimal zahlst du nicht.',
  'card.bar': '{{bar}} {{percent}}\u00a0%',
  'card.making': 'Wird gemacht, voraussichtlich fertig <t:{{at}}:R>',
  'card.making.spread': 'Wird gemacht, voraussichtlich fertig <t:{{at}}:R> (spätestens <t:{{latestAt}}:R>)',
  'card.making.any-moment': 'Wird gemacht, müsste jeden Moment fertig sein',
  'card.making.elsewhere': 'Ein anderer Dienst macht es jetzt; es kostet dich nichts extra.',
  'card.late': 'Wird noch gemacht: länger als 95\u00a0% solcher Videos.',
  'card.delivering': 'Fertig! Wird für dich geholt …',
  'card.fitting': 'Fertig, aber zum Posten hier zu groß.\nWird passend gemacht: {{percent}}\u00a0%',
  'card.withheld': 'Wird nicht gepostet.',
  'card.withheld-by-moderator': 'Auf Entscheidung der Moderation nicht gepostet.',
  'card.asked': '{{price}} Credits · gewünscht <t:{{at}}:R>',

  // The video
  'video.title': '🎬 <@{{memberId}}>, dein Video ist fertig.',
  'video.title.again': '🎬 Ein Video von <@{{memberId}}>, erneut gepostet',
  'video.link.too-large': 'Die Datei lässt sich hier nicht posten, darum hier ihr Link: {{url}}',
  'video.link.unverified':
    'Die Datei ließ sich nicht prüfen und spielt vielleicht nicht ab. Hier kannst du sie holen: {{url}}',
  'video.link.unreachable':
    'Die Datei konnte nicht geholt werden, um sie hier zu posten. Versuch es mit dem Link: {{url}}',
  'video.may-not-play': 'Ihr Format ist ungewöhnlich: Spielt sie hier nicht ab, speichere sie und öffne sie anderswo.',
  'video.made-to-fit': '{{original}}, passend gemacht: {{posted}}',
  'size.megabytes': '{{size}}\u00a0MB',
  'size.kilobytes': '{{size}}\u00a0KB',
  'video.link.expires': 'Der Link geht bis zum <t:{{expiresAt}}:f>.',
  'video.link-too-long':
    'Es lässt sich hier nicht posten, und sein Link ist zu lang für eine Nachricht. Der Betreiber des Bots hat es: Frag ihn mit dieser Kennung danach: `{{jobId}}`.',
  'video.details': '{{model}} · {{options}} · in {{took}} · {{price}} Credits · noch {{left}}',
  'video.details.again': '{{model}} · {{options}}',
  'details.seconds': '{{seconds}}\u00a0s',
  'details.loop': 'Schleife',
  'took.seconds': '{{seconds}}\u00a0s',
  'took.minutes': '{{minutes}}\u00a0min {{seconds}}\u00a0s',

  // Ends without a video: the hold is voided
  'failure.cancelled': 'Es wurde abgebrochen, bevor etwas gemacht wurde.',
  'failure.cancelled-by-moderator': 'Die Moderation hat es abgebrochen, bevor etwas gemacht wurde.',
  'failure.title': '⚠️ <@{{memberId}}>, diesmal gibt es kein Video.',
  'failure.credits-back': 'Deine {{price}} Credits sind zurück.',
  'failure.not-acknowledged': 'Discord hat unsere Antwort nicht rechtzeitig genommen. Schick den Befehl noch einmal.',
  'failure.provider-unavailable': 'Kein Videodienst konnte es rechtzeitig annehmen. Versuch es später noch einmal.',
  'failure.provider-refused':
    'Der Videodienst hat diese Anfrage nicht angenommen. Ändere den Prompt oder eine Option und versuch es noch einmal.',
  'failure.provider-refused-picture':
    'Der Videodienst hat diese Anfrage nicht angenommen. Nimm ein anderes Bild, oder ändere den Prompt oder eine Option, und versuch es noch einmal.',
  'failure.provider-failed':
    'Der Videodienst hat es nicht geschafft. Versuch es noch einmal, vielleicht mit anderen Worten.',
  'failure.provider-lost': 'Der Videodienst hat die Anfrage aus den Augen verloren. Versuch es noch einmal.',
  'failure.provider-malformed': 'Der Videodienst hat eine Antwort ohne Sinn gegeben. Versuch es später noch einmal.',
  'failure.moderated':
    'Der Videodienst hat den Prompt wegen seines Inhalts abgelehnt. Sag es anders und versuch es noch einmal.',
  'failure.moderated-picture':
    'Der Videodienst hat den Prompt oder das Bild wegen des Inhalts abgelehnt. Sag es anders, oder nimm ein anderes Bild.',
  'failure.image-gone':
    'Dein Bild war nicht mehr da, als es geholt wurde. Häng es noch einmal an und schick den Befehl erneut.',
  'failure.image-unreachable':
    'Dein Bild konnte nicht von Discord geholt werden. Versuch es in ein paar Minuten wieder, oder häng das Bild noch einmal an.',
  'failure.image-elsewhere':
    'Dein Bild führte zu einem Ort außerhalb von Discord, und nur von dort werden Bilder genommen. Speichere es auf deinem Gerät und häng diese Datei an.',
  'failure.image-too-large':
    'Dein Bild ist größer, als es angibt, und höchstens 20\u00a0MB werden genommen. Speichere es kleiner und häng es noch einmal an.',
  'failure.image-too-many-pixels':
    'Dein Bild hat zu viele Pixel: Höchstens 64 Millionen werden genommen (16 Millionen bei AVIF), und 16.384 je Seite. Speichere es kleiner und häng es noch einmal an.',
  'failure.image-unreadable':
    'Dein Bild lässt sich nicht lesen: Es ist beschädigt oder kein JPEG, PNG, WebP, GIF oder AVIF. Öffne es, speichere es neu und häng diese Datei an.',
  'failure.model-withdrawn':
    'Der Videodienst bietet dieses Modell nicht mehr an. Der Betreiber des Bots weiß Bescheid. Nimm solange einen anderen Befehl.',
  'failure.operator-attention':
    'Der Videodienst bedient diesen Bot gerade nicht. Der Betreiber des Bots weiß Bescheid. Versuch es später noch einmal.',
  'failure.submit-uncertain':
    'Die Verbindung zum Videodienst ist im falschen Moment abgebrochen. Zur Sicherheit wurde es nicht zweimal versucht. Schick den Befehl noch einmal.',
  'failure.not-a-video':
    'Der Videodienst hat eine Datei geliefert, die kein Video ist. Versuch es noch einmal; der Betreiber des Bots weiß Bescheid.',
  'failure.video-unreachable':
    'Das Video wurde gemacht, konnte aber nicht geholt werden. Der Betreiber des Bots weiß Bescheid. Schick den Befehl noch einmal, dann wird es neu gemacht.',
  'failure.delivery-impossible':
    'Das Video wurde gemacht, konnte aber nirgends gepostet werden. Der Betreiber des Bots weiß Bescheid. Bitte einen Admin, den Bot in deinem Kanal posten zu lassen, oder erlaube Direktnachrichten von diesem Server, und schick den Befehl dann noch einmal.',
} as const satisfies Record<keyof typeof english, string>;
