/** How the service is. */
export const status = {
  'status.title': '**How the bot is doing, for all servers together**',
  'status.provider.closed': '🟢 {{provider}} works.',
  'status.provider.half-open': '🟡 {{provider}} had trouble and is being tried again.',
  'status.provider.open':
    '🔴 {{provider}} has trouble. It is tried again by itself; until then others are asked where they can.',
  'status.no-provider': 'No video service is set up. Whoever runs the bot can add a key for one to its configuration.',
  'status.queue':
    'Videos under way: {{waiting}} waiting, {{making}} in the making, {{delivering}} on the way to their channel.',
  'status.queue.empty': 'No video is under way.',
  'status.queue.longest': 'The longest wait began <t:{{at}}:R>.',
  'status.expected': '{{model}}, {{seconds}} s: made in about {{typical}}, at most {{most}}.',
  'status.week':
    'Videos made in the last 7 days: {{delivered}}. Half were there within {{median}}, 19 of 20 within {{p95}}.',
  'status.week.none': 'In the last 7 days no video was made.',
  'status.week.failed': '{{share}} of what was asked for went wrong, and cost nothing.',
  'status.balances': 'Balances:',
  'status.costs': 'Last 7 days, all servers:',
} as const;
