/** What the operator and admins are told unasked. */
export const notices = {
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
  'guild-notice.failures':
    '⚠️ Of the last {{ended}} videos here, within {{minutes}} minutes, {{failed}} failed, and not for what members did. Mostly: {{reason}}. Members have their credits back. `/status` shows how things stand; if it goes on, ask whoever runs this bot. `/settings notices` turns this notice off.',
  'guild-notice.trouble.image-unreachable': 'members’ pictures could not be fetched from Discord',
  'guild-notice.trouble.provider-unavailable': 'no video service could take them in time',
  'guild-notice.trouble.provider-refused': 'the video service did not accept the requests',
  'guild-notice.trouble.provider-failed': 'the video service took them and could not make them',
  'guild-notice.trouble.provider-lost': 'the video service lost track of them',
  'guild-notice.trouble.provider-malformed': 'the video service gave answers that make no sense',
  'guild-notice.trouble.model-withdrawn': 'the video service no longer offers the model',
  'guild-notice.trouble.operator-attention': 'the video service does not serve this bot right now',
  'guild-notice.trouble.submit-uncertain': 'the connection to the video service broke at a bad moment',
  'guild-notice.trouble.video-unreachable': 'the videos were made, but could not be fetched',
  'guild-notice.trouble.not-a-video': 'the video service gave files that are no videos',
  'guild-notice.trouble.delivery-impossible':
    'the videos were made, but could not be posted anywhere; let the bot post in the channels where they are asked for',
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
