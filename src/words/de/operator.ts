import type { operator as english } from '../en/operator.ts';

/** The operator’s own command, and what videos really cost. */
export const operator = {
  'command.operator.description': 'Was Server von deinem Geld ausgeben dürfen',
  'command.operator.pool': 'Was ein Server höchstens ausgeben darf',
  'command.operator.pool.set': 'Leg fest, was ein Server ausgeben darf',
  'command.operator.pool.remove': 'Lass einen Server ohne eigenen Pool ausgeben',
  'command.operator.allow': 'Bediene einen Server ab jetzt, was auch in der Konfiguration steht',
  'command.operator.deny': 'Bediene einen Server nicht mehr; laufende Videos werden fertig',
  'command.operator.spend': 'Was ausgegeben wurde, und wie die Pools stehen',
  'option.operator.server': 'Die ID des Servers',
  'option.operator.credits': 'Ganze Credits (1 Credit ist etwa ein US-Cent)',
  'option.operator.period': 'Wie oft der Pool wieder voll ist (UTC)',
  'option.operator.reason': 'Warum: Das steht im Protokoll des Servers',
  'operator.period.day': 'jeden Tag',
  'operator.period.week': 'jede Woche',
  'operator.period.month': 'jeden Monat',
  'operator.period.total': 'nie: einmal aufgebraucht, ist er leer',
  'operator.pool.set': 'Server `{{guildId}}` darf jetzt ausgeben: {{pool}}. Vorher: {{before}}.',
  'operator.pool.removed': 'Server `{{guildId}}` hat keinen Pool von dir mehr. Vorher: {{before}}.',
  'operator.pool.none': 'kein Pool',
  'operator.pool.day': '{{credits}} Credits pro Tag',
  'operator.pool.week': '{{credits}} Credits pro Woche',
  'operator.pool.month': '{{credits}} Credits pro Monat',
  'operator.pool.total': '{{credits}} Credits insgesamt',
  'operator.allowed': 'Server `{{guildId}}` wird ab jetzt bedient.',
  'operator.denied': 'Server `{{guildId}}` wird nicht mehr bedient. Laufende Videos werden fertig.',
  'operator.spend.today':
    '**Heute (UTC), alle Server:** {{spent}} von {{limit}}, nach dem, was Dienste berechnen oder voraussichtlich berechnen. Neu gezählt wird <t:{{resetsAt}}:R>.',
  'operator.spend.today.no-limit':
    '**Heute (UTC), alle Server:** {{spent}}, nach dem, was Dienste berechnen oder voraussichtlich berechnen. Es gibt keine Grenze; `SPEND_LIMIT_USD_PER_DAY` setzt eine.',
  'operator.spend.month': '**Letzte 30 Tage, berechnet:** {{cost}}',
  'operator.spend.month.guild': '**Letzte 30 Tage, berechnet für Server `{{guildId}}`:** {{cost}}',
  'operator.spend.provider': '{{provider}}: {{cost}}',
  'operator.spend.pools': '**Pools**',
  'operator.spend.pools.none': 'Kein Server hat einen Pool von dir. `/operator pool set` gibt ihm einen.',
  'operator.spend.pool':
    '`{{guildId}}`: {{pool}}; ausgegeben oder reserviert {{spent}}, von Admins an Mitglieder gegeben {{given}}.',
  'operator.spend.pool.resets':
    '`{{guildId}}`: {{pool}}; ausgegeben oder reserviert {{spent}}, von Admins an Mitglieder gegeben {{given}}. Wieder voll <t:{{resetsAt}}:R>.',
  'operator.spend.pools.more': '… und {{more}} weitere. Nenn einen Server, um seinen Pool zu sehen.',
  'operator.served': 'Er wird bedient.',
  'operator.not-served': 'Er wird nicht bedient.',

  // What videos really cost
  'costs.title': '**Nur für dich, denn du betreibst diesen Bot**',
  'costs.total': 'Ausgegebene Credits: {{credits}} · dafür bezahlt: {{cost}}',
  'costs.total.each': 'Ausgegebene Credits: {{credits}} · dafür bezahlt: {{cost}}, also {{each}} je Credit',
  'costs.provider': '{{provider}}: {{cost}} · Anfragen: {{attempts}}',
  'costs.provider.incomplete':
    '{{provider}}: {{cost}} · Anfragen: {{attempts}} · Videos mit unbekannten Kosten: {{videos}}',
  'costs.none': 'Kein Dienst wurde um etwas gebeten.',
  'costs.balance': '{{provider}}: noch {{balance}}',
  'costs.balance.unknown': '{{provider}}: Guthaben noch nicht bekannt',
} as const satisfies Record<keyof typeof english, string>;
