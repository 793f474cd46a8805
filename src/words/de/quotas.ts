import type { quotas as english } from '../en/quotas.ts';

/** Quotas, for admins. */
export const quotas = {
  'quota.title': '**Wie hier Credits vergeben werden**',
  'quota.allowance.day':
    'Alle Mitglieder werden täglich auf **{{credits}}** Credits aufgefüllt, das nächste Mal <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.allowance.week':
    'Alle Mitglieder werden wöchentlich auf **{{credits}}** Credits aufgefüllt, das nächste Mal <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.allowance.month':
    'Alle Mitglieder werden monatlich auf **{{credits}}** Credits aufgefüllt, das nächste Mal <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.allowance.none':
    'Von selbst bekommen Mitglieder keine Credits: Stufen, eigene Zuteilungen und `/quota grant` geben ihnen welche.',
  'quota.rollover': 'Vom Rest am Ende eines Zeitraums kommen bis zu {{credits}} im nächsten obendrauf.',
  'quota.rollover.none': 'Was am Ende eines Zeitraums übrig ist, kommt im nächsten nicht dazu.',
  'quota.zone': 'Tage, Wochen und Monate gehen nach der Uhr von `{{timeZone}}`.',
  'quota.tiers': '**Mehr für Rollen** (die beste Rolle eines Mitglieds zählt)',
  'quota.tier': '<@&{{roleId}}>: {{credits}}',
  'quota.tier.low': '<@&{{roleId}}>: {{credits}}, nicht mehr, als alle bekommen; sie bringt also nichts',
  'quota.overrides': '**Für einzelne Mitglieder**',
  'quota.override': '<@{{memberId}}>: {{credits}}',
  'quota.more': '… und {{more}} weitere: Die Datei hat sie alle.',
  'quota.exempt': '**Credits gehen nie aus:** {{roles}}',
  'quota.pool.none': 'Was alle Mitglieder zusammen ausgeben, hat keine Grenze.',
  'quota.pool.day': 'Alle Mitglieder zusammen dürfen **{{credits}}** pro Tag ausgeben.',
  'quota.pool.week': 'Alle Mitglieder zusammen dürfen **{{credits}}** pro Woche ausgeben.',
  'quota.pool.month': 'Alle Mitglieder zusammen dürfen **{{credits}}** pro Monat ausgeben.',
  'quota.pool.state': 'Davon sind {{spent}} ausgegeben oder reserviert; neu beginnt es <t:{{at}}:R>.',
  'quota.operator-pool':
    'Der Betreiber des Bots erlaubt insgesamt **{{credits}}**; davon sind {{spent}} ausgegeben oder reserviert.',
  'quota.operator-pool.period':
    'Der Betreiber des Bots erlaubt in diesem Zeitraum **{{credits}}**; davon sind {{spent}} ausgegeben oder reserviert. Neu beginnt es <t:{{at}}:R>.',
  'quota.member.title': '**Credits von <@{{memberId}}>**',
  'quota.member.available': 'Verfügbar: **{{credits}}**',
  'quota.member.held': 'Für laufende Videos reserviert: {{credits}}',
  'quota.member.refill': 'Wieder auf {{credits}} aufgefüllt <t:{{at}}:R> (<t:{{at}}:f>).',
  'quota.member.refill.none': 'Credits kommen hier nicht von selbst.',
  'quota.member.why.allowance': 'Das bekommen hier alle.',
  'quota.member.why.override': 'Das wurde eigens festgelegt.',
  'quota.member.why.tier': 'Das kommt von der Rolle <@&{{roleId}}>.',
  'quota.member.exempt': 'Dank einer Rolle geht es auch ohne Credits weiter.',
  'quota.member.left': 'Nicht mehr auf diesem Server, bekommt also keine Zuteilung.',
  'quota.member.blocked': '**Gesperrt:** keine Videos. `/settings blocked-member remove` hebt das auf.',
  'quota.granted': '✅ <@{{memberId}}> hat **{{credits}}** Credits bekommen.',
  'quota.taken': '✅ **{{credits}}** Credits wurden <@{{memberId}}> abgezogen.',
  'quota.set': '✅ Die Credits von <@{{memberId}}> sind festgelegt.',
  'quota.reset': '✅ <@{{memberId}}> hat wieder, was die Zuteilung gibt.',
  'quota.unmoved': 'Es gab nichts zu verschieben: <@{{memberId}}> hat schon **{{credits}}** verfügbar.',
  'quota.unchanged': 'Es gab nichts zu ändern: Das war schon so.',
  'quota.before-after': 'Verfügbar: vorher {{before}}, jetzt **{{after}}**.',
  'quota.reason': 'Grund: {{reason}}',
  'quota.reason.none': '-# Du hast keinen Grund angegeben: In `/quota audit` steht es ohne einen.',
  'quota.tier.done': '✅ Alle mit <@&{{roleId}}> werden auf **{{after}}** Credits aufgefüllt. Vorher: {{before}}.',
  'quota.tier.done.new':
    '✅ Alle mit <@&{{roleId}}> werden auf **{{after}}** Credits aufgefüllt. Vorher gab es keine Stufe.',
  'quota.tier.removed': '✅ Die Stufe von <@&{{roleId}}> ist weg. Es waren {{before}} Credits.',
  'quota.tier.low.note': 'Da alle {{allowance}} bekommen, bringt diese Stufe nichts.',
  'quota.tier.choose': 'Welche Stufe soll weg? Diese gibt es:',
  'quota.tier.choice': '{{number}}. <@&{{roleId}}>: {{credits}}',
  'quota.tier.placeholder': 'Stufe wählen',
  'quota.tier.option': '{{number}}: {{credits}} Credits',
  'quota.tier.modal': 'Stufe entfernen',
  'quota.reason.label': 'Grund (wenn du magst)',
  'quota.tier.none': 'Hier gibt es keine Stufen. `/quota tier set` legt eine an.',
  'quota.override.done':
    '✅ <@{{memberId}}> wird auf **{{after}}** Credits aufgefüllt, was auch immer die anderen bekommen. Vorher: {{before}}.',
  'quota.override.done.new':
    '✅ <@{{memberId}}> wird auf **{{after}}** Credits aufgefüllt, was auch immer die anderen bekommen. Vorher: dasselbe wie alle.',
  'quota.override.removed': '✅ <@{{memberId}}> bekommt wieder dasselbe wie alle. Es waren {{before}} Credits.',
  'quota.next-refill':
    'Wer seit dem <t:{{since}}:f> aufgefüllt wurde, hat es ab dem nächsten Mal, <t:{{at}}:R>; alle anderen sofort.',
  'quota.next-refill.member':
    'Wurde seit dem <t:{{since}}:f> schon aufgefüllt, gilt es ab dem nächsten Mal, <t:{{at}}:R>; `/quota reset` gibt es sofort.',
  'quota.allowance.zero':
    'Mit 0 bekommt niemand von selbst Credits; Stufen, eigene Zuteilungen und `/quota grant` geben weiter welche.',
  'quota.allowance.done': '✅ Alle Mitglieder werden jetzt aufgefüllt auf: **{{after}}**. Vorher: {{before}}.',
  'quota.pool.done': '✅ Alle Mitglieder zusammen dürfen jetzt ausgeben: **{{after}}**. Vorher: {{before}}.',
  'quota.pool.empty': 'Mit einem Pool von 0 kann niemand ein Video machen.',
  'quota.pool.removed': '✅ Mitglieder geben jetzt ohne gemeinsame Grenze aus. Vorher: {{before}}.',
  'quota.per.day': '{{credits}} pro Tag',
  'quota.per.week': '{{credits}} pro Woche',
  'quota.per.month': '{{credits}} pro Monat',
  'quota.per.none': 'keine Grenze',
  'quota.per.rollover': '{{amount}}, dazu bis zu {{rollover}} Übertrag',
} as const satisfies Record<keyof typeof english, string>;
