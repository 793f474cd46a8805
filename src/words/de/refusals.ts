import type { refusals as english } from '../en/refusals.ts';

/** Refusals: nothing is held. */
export const refusals = {
  'refusal.prompt-blank':
    'Dein Prompt hat keine Wörter. Beschreib, was das Video zeigen soll, und schick den Befehl noch einmal.',
  'refusal.prompt-too-short':
    'Dieser Prompt ist zu kurz: Er braucht mindestens {{min}} Zeichen. Beschreib, was das Video zeigen soll.',
  'refusal.prompt-too-long':
    'Dieser Prompt hat {{length}} Zeichen, und das Modell liest höchstens {{max}}. Kürze ihn und schick den Befehl noch einmal.',
  'refusal.prompt-invisible-characters':
    'In deinem Prompt stecken unsichtbare Steuerzeichen, oft aus kopiertem Text. Tipp ihn neu oder füg ihn ohne Formatierung ein.',
  'refusal.prompt-mentions':
    'Ein Prompt kann niemanden erwähnen, und in deinem steht `{{mention}}`. Nimm es heraus und schick den Befehl noch einmal.',
  'refusal.option-not-allowed':
    '{{model}} kann das nicht: {{options}}. Möglich ist: {{allowed}}. Ändere die Option und schick den Befehl noch einmal.',
  'refusal.options-not-together':
    '{{model}} mit {{options}} zusammen schafft hier kein einzelner Videodienst. Jeder kann einen Teil: {{services}}. Lass etwas davon weg oder ändere es und schick den Befehl dann noch einmal.',
  'refusal.concept-unknown':
    'Eine Kamerabewegung „{{concept}}“ gibt es nicht. Am nächsten kommt: {{nearest}}. Discord zeigt alle, wenn du in `concepts` tippst.',
  'refusal.concepts-too-many':
    'Du hast {{given}} Kamerabewegungen genannt, und ein Clip verträgt höchstens {{max}}. Lass welche weg und schick den Befehl noch einmal.',
  'refusal.concepts-not-served':
    '{{model}} nimmt hier keine solchen Kamerabewegungen. Lass `concepts` weg und beschreib die Bewegung im Prompt, oder wähle ein anderes Modell.',
  'refusal.image-missing':
    'Bei deinem Befehl ist kein Bild. Häng eines als `{{option}}` an und schick ihn noch einmal.',
  'refusal.image-elsewhere':
    'Bilder werden nur von Discord selbst genommen. Lade das Bild mit dem Befehl hoch und schick ihn noch einmal.',
  'refusal.image-not-taken':
    'Diese Datei ist kein Bild, das sich verwenden lässt. Häng ein JPEG, PNG, WebP, GIF oder AVIF an. Ein HEIC-Foto lässt sich aus deiner Galerie als JPEG schicken.',
  'refusal.image-empty':
    'Dieses Bild ist leer, es hat kein einziges Byte. Speichere es neu und häng es noch einmal an.',
  'refusal.image-too-large':
    'Dieses Bild hat {{size}}\u00a0MB, und höchstens {{max}}\u00a0MB werden genommen. Speichere es kleiner und häng es noch einmal an.',
  'refusal.image-too-many-pixels':
    'Dieses Bild hat {{width}} × {{height}} Pixel. Höchstens {{maxMegapixels}} Millionen werden genommen, und {{maxSide}} je Seite. Speichere es kleiner und häng es noch einmal an.',
  'refusal.images-not-served':
    '{{model}} nimmt hier keine solchen Bilder. Lass `end_image` weg oder wähle ein anderes Modell.',
  'refusal.message-without-picture':
    'In dieser Nachricht ist kein Bild. Nimm **Animieren** bei einer mit Bild, oder schick deines mit `/animate`.',
  'refusal.message-picture-elsewhere':
    'Dieses Bild liegt auf einer anderen Website, Discord zeigt es nur. Speichere es auf deinem Gerät und schick es mit `/animate`.',
  'refusal.form-too-old':
    'Dieses Formular ist zu alt, und was dazugehört, ist weg. Credits hat es nicht gekostet; öffne es neu bei der Nachricht.',
  'refusal.report-not-a-video':
    'Das ist kein fertiges Video dieses Bots, und nur die werden hier gemeldet. Für alles andere gibt es in Discord selbst **Nachricht melden**.',
  'refusal.report-private':
    'Dieses Video siehst nur du; für die Moderation gibt es da nichts anzusehen. Du kannst es einfach verwerfen.',
  'refusal.report-known': 'Dieses Video hast du schon gemeldet, und die Moderation hat deine Meldung.',
  'refusal.report-too-many':
    'Du hast in einer Stunde {{most}} Meldungen geschickt, und die Moderation hat sie. Diese ging nicht hinaus: Versuch es später noch einmal, oder sag selbst jemandem aus der Moderation Bescheid.',
  'refusal.report-no-channel':
    'Dieser Server hat noch keinen Kanal für Meldungen, darum hat niemand davon erfahren. Zeig das Video selbst jemandem aus der Moderation; ein Admin kann mit `/settings reports` einen Kanal festlegen.',
  'refusal.report-not-posted':
    'Deine Meldung kam nicht bei der Moderation an: Der Bot kann gerade nicht in ihren Kanal schreiben. Sag selbst jemandem aus der Moderation Bescheid, oder versuch es später noch einmal.',
  'refusal.report-unknown': 'Diese Meldung ist nicht mehr gespeichert. Lösch das Video von Hand, wo es noch steht.',
  'refusal.report-maker-unknown':
    'Von wem dieses Video ist, weiß niemand mehr: Die Daten wurden gelöscht. Niemand wurde gesperrt; `/settings blocked-member add` sperrt jemanden mit Namen.',
  'refusal.report-not-deleted':
    'Discord hat den Bot dieses Video gerade nicht löschen lassen. Versuch es in einer Minute noch einmal, oder lösch die Nachricht von Hand.',
  'refusal.moderators-only':
    'Das können nur Mitglieder mit der Berechtigung **Nachrichten verwalten** oder **Server verwalten**. Nichts wurde geändert.',
  'refusal.model-not-offered': 'Dieses Modell kann hier keine Bilder bewegen. Wähle eines von diesen: {{models}}.',
  'refusal.loop-with-end-image':
    'Eine Schleife endet, wo sie begann; ein eigenes Bild am Ende geht da nicht. Lass `end_image` weg oder schalte `loop` aus.',
  'refusal.too-few-credits':
    'Das kostet **{{price}} Credits**, und du hast **{{available}}** verfügbar. `/credits` zeigt, wann du mehr bekommst.',
  'refusal.spend-limit-reached':
    'Dieser Bot hat sein Budget für heute ausgegeben. Neu beginnt es <t:{{resetsAt}}:R>. Credits hat es dich nicht gekostet.',
  'refusal.operator-pool-spent':
    'Das kostet **{{price}} Credits**, und von dem, was der Betreiber des Bots diesem Server erlaubt, sind noch **{{left}}** übrig. Neu beginnt es <t:{{resetsAt}}:R>. Credits hat es dich nicht gekostet.',
  'refusal.operator-pool-used-up':
    'Das kostet **{{price}} Credits**, und von dem, was der Betreiber des Bots diesem Server erlaubt, sind noch **{{left}}** übrig. Bitte einen Admin, mit ihm zu sprechen. Credits hat es dich nicht gekostet.',
  'refusal.guild-pool-spent':
    'Das kostet **{{price}} Credits**, und im Pool dieses Servers sind noch **{{left}}**. Neu beginnt er <t:{{resetsAt}}:R>. Credits hat es dich nicht gekostet.',
  'refusal.member-blocked':
    'Du kannst auf diesem Server keine Videos machen: Die Admins haben das für dich ausgeschaltet. Frag sie, wenn du das für falsch hältst.',
  'refusal.role-missing':
    'Videos gibt es auf diesem Server nur mit einer dieser Rollen: {{roles}}. Bitte einen Admin um eine davon.',
  'refusal.channel-not-allowed':
    'Auf diesem Server gehören Videos in andere Kanäle: {{channels}}. Schick den Befehl in einem davon.',
  'refusal.channel-not-age-restricted':
    'Auf diesem Server gehören Videos in Kanäle mit Altersbeschränkung. Schick den Befehl in einem davon.',
  'refusal.word-blocked':
    'In deinem Prompt steht „{{word}}“, und das ist auf diesem Server nicht erlaubt. Sag es mit anderen Worten und schick den Befehl noch einmal.',
  'refusal.cooldown':
    'Dieser Server möchte eine Pause zwischen Videos. Dein nächstes geht <t:{{resetsAt}}:R>. Credits hat es dich nicht gekostet.',
  'refusal.too-many-jobs-of-member':
    'Jedes Mitglied dieses Servers darf {{most}} gleichzeitig laufen haben, und so viele von dir laufen schon. Warte, bis eines fertig ist, und schick den Befehl dann noch einmal.',
  'refusal.too-many-jobs-of-guild':
    'Auf diesem Server dürfen {{most}} gleichzeitig laufen, und so viele laufen gerade. Versuch es in ein, zwei Minuten noch einmal.',
  'refusal.queue-full':
    'So viele Videos warten schon, dass deins erst in etwa {{minutes}}\u00a0min an die Reihe käme. Credits hat es dich nicht gekostet; schick den Befehl etwas später noch einmal.',
  'refusal.take-too-much':
    'Es sind {{available}} Credits da, und du wolltest {{asked}} abziehen. Was für laufende Videos reserviert ist ({{held}}), bleibt. Nichts wurde geändert: Höchstens {{available}} lassen sich abziehen.',
  'refusal.grants-over-pool':
    'Der Betreiber des Bots lässt Admins dieses Servers {{pool}} Credits je Zeitraum vergeben. Davon sind noch {{left}} übrig, und das wären {{asked}}. Nichts wurde geändert; gib weniger, oder warte, bis es neu beginnt: <t:{{resetsAt}}:R>.',
  'refusal.grants-over-total-pool':
    'Der Betreiber des Bots lässt Admins dieses Servers insgesamt {{pool}} Credits vergeben. Davon sind noch {{left}} übrig, und das wären {{asked}}. Nichts wurde geändert; gib weniger, oder bitte ihn um mehr.',
  'refusal.guild-not-allowed':
    'Dieser Bot ist für diesen Server nicht eingeschaltet. Sein Betreiber kann das mit `/operator allow` und der Nummer `{{guildId}}` tun, oder in der Konfiguration (`ALLOWED_GUILDS`).',
  'refusal.guild-only':
    'Videos werden auf einem Server gemacht, nicht in Direktnachrichten. Nimm den Befehl dort in einem Kanal.',
  'refusal.no-provider':
    'Für {{model}} ist hier kein Videodienst eingerichtet. Der Betreiber des Bots kann einen Schlüssel dafür in die Konfiguration eintragen.',
  'refusal.service-out-of-credits':
    'Gerade lässt sich kein Video mit {{model}} machen: Bei {{provider}} ist das Guthaben aufgebraucht. Der Betreiber des Bots weiß Bescheid. Dich hat es keine Credits gekostet.',
  'refusal.service-refuses-us':
    'Gerade lässt sich kein Video mit {{model}} machen: {{provider}} nimmt den Schlüssel des Bots nicht an. Der Betreiber weiß Bescheid. Credits hat es dich nicht gekostet.',
  'refusal.service-withdrew-model':
    '{{provider}} bietet {{model}} nicht mehr an. Der Betreiber des Bots weiß Bescheid. Nimm solange einen anderen Befehl; Credits hat es dich nicht gekostet.',
  'refusal.options-need-other-service':
    '{{model}} mit {{options}} braucht {{provider}}, und das geht gerade nicht. Was solange geht: {{allowed}}. Lass {{options}} weg oder ändere es und schick den Befehl dann noch einmal.',
  'refusal.command-unknown':
    'Diesen Befehl gibt es nicht mehr. Lade Discord neu (Strg+R) und versuch es dann noch einmal.',
  'refusal.component-unknown':
    'Diesen Knopf oder dieses Menü gibt es nicht mehr. Schick den Befehl noch einmal, dann bekommst du neue.',
  'refusal.manage-guild-only':
    'Das können hier nur Mitglieder mit der Berechtigung **Server verwalten**. Bitte eines von ihnen darum, oder einen Admin um die Berechtigung.',
  'refusal.operator-only': 'Das kann nur der Betreiber dieses Bots, und nur auf seinem eigenen Server.',
  'refusal.amount-empty': 'Da fehlt die Menge. Gib ganze Credits ein, zum Beispiel `26`. Nichts wurde geändert.',
  'refusal.amount-blanks-inside':
    'Eine Menge schreibt man ohne Leerzeichen: `1000`, `+2`, `-6`. Nichts wurde geändert; gib sie so noch einmal ein.',
  'refusal.amount-foreign-digits':
    'Eine Menge schreibt man mit den Ziffern 0 bis 9, wie in `26`; deine sind von anderer Art. Nichts wurde geändert; stell die Tastatur um und gib sie noch einmal ein.',
  'refusal.amount-not-whole':
    'Credits sind ganz und werden ohne Punkte und Kommas geschrieben: `1000`, nicht `1.000` oder `9,5`. Nichts wurde geändert; gib sie so noch einmal ein.',
  'refusal.amount-not-a-number':
    'Das ist keine Menge. Gib ganze Credits ein, zum Beispiel `26`, oder `+2` und `-6`, wo etwas verschoben wird. Nichts wurde geändert.',
  'refusal.amount-zero': 'Das würde nichts ändern: Gegeben oder abgezogen wird mindestens 1.',
  'refusal.amount-too-large':
    'Auf einmal gehen höchstens {{most}} Credits. Nichts wurde geändert; nimm eine kleinere Menge.',
  'refusal.amount-takes':
    'Diese Menge hat ein Minus, und dieser Befehl gibt Credits. Lass das Minus weg oder nimm `/quota take`. Nichts wurde geändert.',
  'refusal.amount-gives':
    'Diese Menge hat ein Plus, und dieser Befehl zieht Credits ab. Lass das Plus weg oder nimm `/quota grant`. Nichts wurde geändert.',
  'refusal.amount-below-zero':
    'Es steht bei {{current}} Credits, da lassen sich keine {{taken}} abziehen. Nichts wurde geändert; nenn, was es sein soll, zum Beispiel `0`.',
  'refusal.member-unknown':
    'Discord kennt kein solches Mitglied. Wähle eines aus der Liste, die es zeigt, und versuch es noch einmal.',
  'refusal.member-left':
    '<@{{memberId}}> ist nicht mehr auf diesem Server, darum wurde nichts geändert. Die vorhandenen Credits bleiben, für den Fall einer Rückkehr.',
  'refusal.member-is-bot': '<@{{memberId}}> ist ein Bot, und Bots machen hier keine Videos. Wähle einen Menschen.',
  'refusal.role-unknown':
    'Diese Rolle gibt es nicht mehr. Nichts wurde geändert. Um die Stufe einer gelöschten Rolle zu entfernen, nimm `/quota tier remove` ohne Rolle.',
  'refusal.role-everyone':
    'Diese Rolle haben alle, eine Stufe ist sie also nicht. Was alle bekommen, sagt `/quota allowance`.',
  'refusal.tier-unknown': 'Diese Stufe gibt es hier nicht. `/quota show` zeigt die vorhandenen.',
  'refusal.override-unknown':
    '<@{{memberId}}> hat hier keine eigene Zuteilung, darum wurde nichts geändert. `/quota show` zeigt die vorhandenen.',
  'refusal.pool-unknown': 'Hier gibt es keinen Pool zu entfernen. `/quota pool set` legt einen an.',
  'refusal.nothing-to-change':
    'Du hast nichts zum Ändern genannt. Nenn mindestens eines von `credits`, `period` und `rollover`; `/quota show` zeigt, wie sie stehen.',
  'refusal.setting-full':
    'Die Liste ist voll: Sie nimmt {{most}}. Nichts wurde geändert; nimm zuerst etwas anderes herunter.',
  'refusal.setting-out-of-range':
    'Das ist mehr, als sich einstellen lässt: Höchstens {{most}} gehen. Nichts wurde geändert.',
  'refusal.setting-not-valid':
    'So lässt sich das nicht einstellen. Nichts wurde geändert; sieh dir an, was du eingegeben hast, und versuch es noch einmal.',
  'refusal.setting-changed':
    'Jemand anderes hat die Einstellungen dieses Servers im selben Moment geändert, darum blieben deine liegen. Sieh dir `/quota show` an und versuch es dann noch einmal.',
  'refusal.privacy-open-jobs':
    'Es werden noch Videos von dir gemacht, und sie brauchen deine Daten: im Moment {{jobs}}. Warte, bis sie da sind, und nimm dann noch einmal `/privacy erase`. Nichts wurde gelöscht.',
  'refusal.privacy-export-too-large':
    'Was über dich gespeichert ist, hat {{size}}\u00a0MB, und eine Datei darf hier {{max}}\u00a0MB haben. Der Betreiber des Bots kann es dir auf anderem Weg geben.',
  'refusal.operator-guild-not-valid':
    'Das ist keine Server-ID: Sie hat 17 bis 20 Ziffern. Mit eingeschaltetem Entwicklermodus kopierst du sie in Discord aus dem Menü des Servers. Nichts wurde geändert.',
  'refusal.job-unknown':
    'Dieses Video ist hier nicht bekannt, oder nicht mehr: Woraus es gemacht wurde, ist vielleicht gelöscht. Nichts wurde geändert; `/jobs` zeigt deine.',
  'refusal.job-not-yours':
    'Dieses Video gehört <@{{memberId}}>: Das kann nur, wem es gehört, und die Moderation. Deine eigenen stehen in `/jobs`.',
  'refusal.job-over': 'Das ist schon vorbei, darum wurde nichts geändert. `/jobs` zeigt, was daraus geworden ist.',
  'refusal.job-being-posted':
    'Das Video wird gerade gepostet, darum wurde nichts geändert. Gleich kannst du es mit dem Knopf darunter löschen.',
  'refusal.job-on-its-way':
    'Das läuft schon: Du hast eben genau dasselbe gewünscht. Doppelt zahlst du nicht; möchtest du noch eines, dann drück in ein paar Sekunden noch einmal.',
  'refusal.price-changed':
    'Der Preis ist jetzt ein anderer: **{{price}} Credits**. Gekostet hat es dich noch nichts; der Knopf hier trägt den neuen Preis.',
  'refusal.picture-too-old':
    'Das Bild zu diesem Video ist nicht mehr da: Discord gibt Bilder einen Tag lang heraus. Häng es mit `/animate` noch einmal an; Credits hat es dich nicht gekostet.',
  'refusal.cannot-post-here':
    'Der Bot darf in diesem Kanal keine Dateien posten. Versuch es in einem Kanal, wo er es darf; Credits hat es dich nicht gekostet.',
  'refusal.video-gone': 'Eine Nachricht mit diesem Video gibt es nicht mehr, es war also nichts zu löschen.',
  'refusal.video-not-deleted':
    'Discord hat den Bot dieses Video gerade nicht löschen lassen. Versuch es in einer Minute noch einmal, oder bitte die Moderation, die Nachricht zu löschen.',
  'refusal.video-not-made': 'Hierzu gibt es kein Video zu posten. `/jobs` zeigt, was daraus geworden ist.',
  'refusal.video-withdrawn':
    'Die Moderation möchte nicht, dass dieses Video gezeigt wird, darum wird es nicht gepostet. Frag sie, wenn du das für falsch hältst.',
  'refusal.video-expired':
    'Der Dienst, der dieses Video gemacht hat, hat es nicht mehr; noch einmal posten geht also nicht. **Nochmal** macht es neu, zu seinem Preis.',
  'refusal.video-unreachable':
    'Das Video konnte nicht von dem Dienst geholt werden, der es gemacht hat. Versuch es in ein paar Minuten noch einmal; Credits hat es dich nicht gekostet.',
  'refusal.video-not-posted':
    'Discord hat das Video hier gerade nicht angenommen. Versuch es in einer Minute noch einmal oder in einem anderen Kanal; Credits hat es dich nicht gekostet.',
  'refusal.shutting-down':
    'Der Bot startet gerade neu. Schick den Befehl in einer Minute noch einmal; Credits hat es dich nicht gekostet.',
  'refusal.fault':
    'Bei uns ist etwas schiefgegangen; Credits hat es dich nicht gekostet. Versuch es noch einmal; bleibt es so, nenn dem Betreiber des Bots diese Kennung: `{{reference}}`.',
} as const satisfies Record<keyof typeof english, string>;
