import type { status as english } from '../en/status.ts';

/** How the service is. */
export const status = {
  'status.title': '**Wie es dem Bot geht, für alle Server zusammen**',
  'status.provider.closed': '🟢 {{provider}} funktioniert.',
  'status.provider.half-open': '🟡 {{provider}} hatte Probleme und wird wieder versucht.',
  'status.provider.open':
    '🔴 {{provider}} hat Probleme. Es wird von selbst wieder versucht; bis dahin sind andere dran, wo das geht.',
  'status.no-provider':
    'Kein Videodienst ist eingerichtet. Der Betreiber des Bots kann einen Schlüssel für einen in die Konfiguration eintragen.',
  'status.queue': 'Laufende Videos: {{waiting}} warten, {{making}} werden gemacht, {{delivering}} sind auf dem Weg.',
  'status.queue.empty': 'Gerade läuft kein Video.',
  'status.queue.longest': 'Das am längsten wartende kam <t:{{at}}:R> dazu.',
  'status.expected': '{{model}}, {{seconds}}\u00a0s: in etwa {{typical}} gemacht, höchstens {{most}}.',
  'status.week':
    'Videos in den letzten 7 Tagen: {{delivered}}. Die Hälfte war nach {{median}} da, 19 von 20 nach {{p95}}.',
  'status.week.none': 'In den letzten 7 Tagen wurde kein Video gemacht.',
  'status.week.failed': '{{share}} der Aufträge gingen schief und haben nichts gekostet.',
  'status.balances': 'Guthaben:',
  'status.costs': 'Letzte 7 Tage, alle Server:',
} as const satisfies Record<keyof typeof english, string>;
