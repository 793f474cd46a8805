/** What members do with their videos: the buttons under them, and `/jobs`. */
export const jobActions = {
  'job.button.cancel': 'Cancel',
  'job.button.withhold': 'Don’t post',
  'job.button.post': 'Post it after all',
  'job.button.again': 'Again ({{price}})',
  'job.button.edit': 'Edit prompt',
  'job.button.vary': 'Vary',
  'job.button.delete': 'Delete',
  'job.button.repost': 'Post again',
  'job.button.back': '◀ All videos',
  'job.button.refresh': 'Refresh',

  // Cancel, then «Don’t post»
  'job.cancelled': 'Cancelled before anything was made. The {{price}} credits are back.',
  'job.withheld':
    'It will not be posted. The service is making it already and cannot be stopped: if it succeeds, {{price}} credits are spent; if it fails, they come back. The video can then be had with `/jobs`.',
  'job.withheld-until':
    'It will not be posted. The service is making it already and cannot be stopped: if it succeeds, {{price}} credits are spent; if it fails, they come back. The video can then be had with `/jobs` until <t:{{expiresAt}}:f>.',
  'job.withheld-other':
    'It will not be posted, and the card says that a moderator decided so. The service is making it already and cannot be stopped: if it succeeds, {{member}} spends {{price}} credits; if it fails, they go back.',
  'job.posted-after-all': 'It will be posted as soon as it is ready.',

  // Again, Edit prompt, Vary
  'job.edit.title': 'Edit prompt',
  'job.edit.prompt': 'Prompt',
  'job.edit.hint': 'Makes a new video for {{price}} credits, {{options}}',
  'job.vary.title': '**Another one like this.** Choose what should be different:',
  'job.vary.ratio.choice': 'Shape: {{ratio}}',
  'job.vary.ratio.picture': 'Shape: like the picture',
  'job.vary.duration.choice': 'Length: {{seconds}} seconds',
  'job.vary.loop.yes': 'Loop: the end flows into the beginning',
  'job.vary.loop.no': 'No loop',
  'job.vary.make': 'Make it ({{price}} credits)',
  'job.vary.not-possible': 'Not possible',

  // Delete
  'job.delete.question': 'Delete this video for everyone? The credits stay spent.',
  'job.delete.question-other': 'Delete this video of {{member}} for everyone? It is written down for the admins.',
  'job.delete.yes': 'Delete it',
  'job.delete.no': 'Keep it',
  'job.delete.done': 'The video is deleted.',
  'job.delete.kept': 'The video stays.',

  // Post again
  'job.repost.stands': 'The video still stands there: {{link}}',
  'job.repost.done': 'Posted again: {{link}}\nIt cost nothing.',

  // /jobs
  'jobs.title.all': '**Your videos here, newest first**',
  'jobs.title.open': '**Your videos here that are under way**',
  'jobs.title.done': '**Your videos here that were made, newest first**',
  'jobs.title.without-video': '**What you asked for here and did not get, newest first**',
  'jobs.none.all': 'You have not asked for a video here yet. `/ray-flash` makes your first one.',
  'jobs.none.open': 'Nothing of yours is under way.',
  'jobs.none.done': 'No video of yours is kept here.',
  'jobs.none.without-video': 'Nothing of yours has failed here.',
  'jobs.filter.all': 'All videos',
  'jobs.filter.open': 'Under way',
  'jobs.filter.done': 'Made',
  'jobs.filter.without-video': 'Without a video',
  'jobs.choose': 'Open one …',
  'jobs.line': '{{icon}} {{model}} · {{prompt}}\n-# {{price}} · <t:{{at}}:R> · {{more}}',
  'jobs.line.link': '[see it]({{url}})',
  'jobs.option': '{{icon}} {{prompt}}',
  'jobs.option.about': '{{model}} · {{options}} · {{price}}',
  'jobs.price': '{{price}} credits',
  'jobs.price.held': '{{price}} credits held',
  'jobs.price.back': '{{price}} credits, given back',

  'jobs.state.waiting': 'waiting',
  'jobs.state.making': 'being made',
  'jobs.state.posting': 'being posted',
  'jobs.state.withheld': 'being made, will not be posted',
  'jobs.state.delivered': 'posted',
  'jobs.state.kept-back': 'made, not posted',
  'jobs.state.removed': 'made, then deleted',
  'jobs.state.failed': 'no video',
  'jobs.state.cancelled': 'cancelled',
  'jobs.state.undelivered': 'made, could not be posted',

  'jobs.details.title': '{{icon}} **{{model}}**, {{state}}',
  'jobs.details.who': 'Asked for by <@{{memberId}}> <t:{{at}}:f> in <#{{channelId}}>',
  'jobs.details.took': 'Took {{took}}',
  'jobs.details.service': 'Made by {{service}}',
  'jobs.details.service-now': 'With {{service}}',
  'jobs.details.link': 'See it: {{url}}',
  'jobs.details.kept-until': 'It can be posted again until <t:{{expiresAt}}:f>.',
  'jobs.details.file': 'The file itself, until <t:{{expiresAt}}:f>: {{url}}',
  'jobs.details.private': 'Private',
  'jobs.details.withdrawn': 'A moderator does not want it shown. Ask them, if that seems wrong to you.',
  'jobs.details.id': '-# Reference: `{{jobId}}`',
} as const;
