import type { jobActions as english } from '../en/job-actions.ts';

/** What members do with their videos: the buttons under them, and `/jobs`. */
export const jobActions = {
  'job.button.cancel': 'Abbrechen',
  'job.button.withhold': 'Nicht posten',
  'job.button.post': 'Doch posten',
  'job.button.again': 'Nochmal ({{price}})',
  'job.button.edit': 'Prompt ändern',
  'job.button.vary': 'Variieren',
  'job.button.delete': 'Löschen',
  'job.button.repost': 'Erneut posten',
  'job.button.back': '◀ Alle Videos',
  'job.button.refresh': 'Aktualisieren',

  // Cancel, then «Don’t post»
  'job.cancelled': 'Abgebrochen, bevor etwas gemacht wurde. Die {{price}} Credits sind zurück.',
  'job.withheld':
    'Es wird nicht gepostet. Der Dienst macht es schon und lässt sich nicht aufhalten: Gelingt es, sind {{price}} Credits ausgegeben; schlägt es fehl, kommen sie zurück. Das Video gibt es dann mit `/jobs`.',
  'job.withheld-until':
    'Es wird nicht gepostet. Der Dienst macht es schon und lässt sich nicht aufhalten: Gelingt es, sind {{price}} Credits ausgegeben; schlägt es fehl, kommen sie zurück. Das Video gibt es dann mit `/jobs`, bis zum <t:{{expiresAt}}:f>.',
  'job.withheld-other':
    'Es wird nicht gepostet, und auf der Karte steht, dass die Moderation so entschieden hat. Der Dienst macht es schon und lässt sich nicht aufhalten: Gelingt es, gibt {{member}} {{price}} Credits aus; schlägt es fehl, gehen sie zurück.',
  'job.posted-after-all': 'Es wird gepostet, sobald es fertig ist.',

  // Again, Edit prompt, Vary
  'job.edit.title': 'Prompt ändern',
  'job.edit.prompt': 'Prompt',
  'job.edit.hint': 'Macht ein neues Video für {{price}} Credits, {{options}}',
  'job.vary.title': '**Noch eins von dieser Art.** Wähle, was anders sein soll:',
  'job.vary.ratio.choice': 'Format: {{ratio}}',
  'job.vary.ratio.picture': 'Format: wie das Bild',
  'job.vary.duration.choice': 'Länge: {{seconds}} Sekunden',
  'job.vary.loop.yes': 'Schleife: Das Ende geht in den Anfang über',
  'job.vary.loop.no': 'Keine Schleife',
  'job.vary.make': 'Machen ({{price}} Credits)',
  'job.vary.not-possible': 'Nicht möglich',

  // Delete
  'job.delete.question': 'Dieses Video für alle löschen? Die Credits bleiben ausgegeben.',
  'job.delete.question-other': 'Dieses Video von {{member}} für alle löschen? Für die Admins wird es vermerkt.',
  'job.delete.yes': 'Löschen',
  'job.delete.no': 'Behalten',
  'job.delete.done': 'Das Video ist gelöscht.',
  'job.delete.kept': 'Das Video bleibt.',

  // Post again
  'job.repost.stands': 'Das Video steht noch dort: {{link}}',
  'job.repost.done': 'Erneut gepostet: {{link}}\nEs hat nichts gekostet.',

  // /jobs
  'jobs.title.all': '**Deine Videos hier, Neuestes zuerst**',
  'jobs.title.open': '**Deine laufenden Videos hier**',
  'jobs.title.done': '**Deine fertigen Videos hier, Neuestes zuerst**',
  'jobs.title.without-video': '**Was du dir hier gewünscht und nicht bekommen hast, Neuestes zuerst**',
  'jobs.none.all': 'Du hast dir hier noch kein Video gewünscht. Mit `/ray-flash` machst du dein erstes.',
  'jobs.none.open': 'Gerade läuft nichts von dir.',
  'jobs.none.done': 'Von dir ist hier kein Video gespeichert.',
  'jobs.none.without-video': 'Von dir ist hier nichts fehlgeschlagen.',
  'jobs.filter.all': 'Alle Videos',
  'jobs.filter.open': 'Laufend',
  'jobs.filter.done': 'Fertig',
  'jobs.filter.without-video': 'Ohne Video',
  'jobs.choose': 'Eines öffnen …',
  'jobs.line': '{{icon}} {{model}} · {{prompt}}\n-# {{price}} · <t:{{at}}:R> · {{more}}',
  'jobs.line.link': '[ansehen]({{url}})',
  'jobs.option': '{{icon}} {{prompt}}',
  'jobs.option.about': '{{model}} · {{options}} · {{price}}',
  'jobs.price': '{{price}} Credits',
  'jobs.price.held': '{{price}} Credits reserviert',
  'jobs.price.back': '{{price}} Credits, zurückgegeben',

  'jobs.state.waiting': 'wartet',
  'jobs.state.making': 'wird gemacht',
  'jobs.state.posting': 'wird gepostet',
  'jobs.state.withheld': 'wird gemacht, aber nicht gepostet',
  'jobs.state.delivered': 'gepostet',
  'jobs.state.kept-back': 'gemacht, nicht gepostet',
  'jobs.state.removed': 'gemacht, dann gelöscht',
  'jobs.state.failed': 'kein Video',
  'jobs.state.cancelled': 'abgebrochen',
  'jobs.state.undelivered': 'gemacht, konnte nicht gepostet werden',

  'jobs.details.title': '{{icon}} **{{model}}**, {{state}}',
  'jobs.details.who': 'Gewünscht von <@{{memberId}}> am <t:{{at}}:f> in <#{{channelId}}>',
  'jobs.details.took': 'Hat {{took}} gedauert',
  'jobs.details.service': 'Gemacht von {{service}}',
  'jobs.details.service-now': 'Bei {{service}}',
  'jobs.details.link': 'Ansehen: {{url}}',
  'jobs.details.kept-until': 'Erneut posten geht bis zum <t:{{expiresAt}}:f>.',
  'jobs.details.file': 'Die Datei selbst, bis zum <t:{{expiresAt}}:f>: {{url}}',
  'jobs.details.private': 'Privat',
  'jobs.details.withdrawn':
    'Die Moderation möchte nicht, dass es gezeigt wird. Frag sie, wenn du das für falsch hältst.',
  'jobs.details.id': '-# Kennung: `{{jobId}}`',
} as const satisfies Record<keyof typeof english, string>;
