import type { notices as english } from '../en/notices.ts';

/** What the operator and admins are told unasked. */
export const notices = {
  'notice.provider-needs-attention':
    '⚠️ **{{provider}}** weist uns ab: {{detail}}. Prüfe Schlüssel und Guthaben. Anfragen gehen bis dahin an andere Dienste, wo das geht; sonst erfahren Mitglieder, dass er diesen Bot nicht bedient.',
  'notice.model-withdrawn':
    '⚠️ **{{provider}}** hat ein Modell nicht mehr: {{detail}}. Trag seinen neuen Namen in `MODEL_SLUGS` ein oder nimm den Dienst aus `PROVIDERS`.',
  'notice.provider-unreachable':
    '⚠️ **{{provider}}** funktioniert nicht: Mehrere Anfragen nacheinander sind fehlgeschlagen. Anfragen gehen an andere Dienste, wo das geht, und warten sonst. Es wird von selbst wieder versucht.',
  'notice.provider-back': '✅ **{{provider}}** funktioniert wieder.',
  'notice.provider-balance-low':
    '⚠️ Bei **{{provider}}** sind noch {{detail}} übrig, weniger als die Grenze in `LOW_BALANCE_USD`. Lade auf, bevor Mitglieder abgewiesen werden.',
  'notice.provider-price-high':
    '⚠️ **{{provider}}** verlangt mehr, als Mitglieder zahlen: {{detail}}. Erhöhe den Preis in `PRICES` oder nimm den Dienst aus `PROVIDERS`.',
  'notice.failure-billed':
    '⚠️ **{{provider}}** hat Auftrag `{{jobId}}` nicht geschafft ({{detail}}) und scheint ihn zu berechnen. Das Mitglied hat seine Credits zurück; verlang deine vom Dienst.',
  'notice.spend-limit-used':
    '⚠️ {{detail}}\u00a0% des heutigen Budgets sind ausgegeben (`SPEND_LIMIT_USD_PER_DAY`). Ist es aufgebraucht, werden Mitglieder bis Mitternacht UTC abgewiesen.',
  'notice.pool-used':
    '⚠️ {{detail}}\u00a0% von dem, was Server `{{guildId}}` ausgeben darf, sind verbraucht. `/operator pool set` erhöht es.',
  'guild-notice.pool':
    '⚠️ {{percent}}\u00a0% des Pools dieses Servers ({{limit}} Credits) sind verbraucht. `/quota pool set` ändert ihn.',
  'guild-notice.failures':
    '⚠️ Von den letzten {{ended}} Videos hier sind innerhalb von {{minutes}} Minuten {{failed}} fehlgeschlagen, ohne Schuld der Mitglieder. Meistens: {{reason}}. Die Mitglieder haben ihre Credits zurück. `/status` zeigt, wie es steht; hält es an, frag den Betreiber des Bots. `/settings notices` schaltet diesen Hinweis aus.',
  'guild-notice.trouble.image-unreachable': 'Bilder von Mitgliedern konnten nicht von Discord geholt werden',
  'guild-notice.trouble.provider-unavailable': 'kein Videodienst konnte sie rechtzeitig annehmen',
  'guild-notice.trouble.provider-refused': 'der Videodienst hat die Anfragen nicht angenommen',
  'guild-notice.trouble.provider-failed': 'der Videodienst hat sie angenommen, aber nicht geschafft',
  'guild-notice.trouble.provider-lost': 'der Videodienst hat sie aus den Augen verloren',
  'guild-notice.trouble.provider-malformed': 'der Videodienst hat Antworten ohne Sinn gegeben',
  'guild-notice.trouble.model-withdrawn': 'der Videodienst bietet das Modell nicht mehr an',
  'guild-notice.trouble.operator-attention': 'der Videodienst bedient diesen Bot gerade nicht',
  'guild-notice.trouble.submit-uncertain': 'die Verbindung zum Videodienst ist im falschen Moment abgebrochen',
  'guild-notice.trouble.video-unreachable': 'die Videos wurden gemacht, konnten aber nicht geholt werden',
  'guild-notice.trouble.not-a-video': 'der Videodienst hat Dateien geliefert, die keine Videos sind',
  'guild-notice.trouble.delivery-impossible':
    'die Videos wurden gemacht, konnten aber nirgends gepostet werden; lass den Bot in den Kanälen posten, in denen sie gewünscht werden',
  'notice.backup-failed':
    '⚠️ Die tägliche Sicherung ist fehlgeschlagen: {{detail}}. Sie wird jede Stunde wieder versucht; `npm run backup` macht eine von Hand.',
  'notice.ledger-differs':
    '⚠️ Die Buchführung geht nicht auf: {{detail}}. Nichts wurde geändert. `npm run ledger:audit` zeigt die ganze Liste; sichere vor allem anderen eine Kopie der Datenbank.',
  'notice.submit-uncertain':
    '⚠️ **{{provider}}** hat eine Anfrage vielleicht ohne Antwort angenommen (Auftrag `{{jobId}}`: {{detail}}). Das Mitglied hat seine Credits zurück; sieh im Verlauf des Dienstes nach einer Rechnung.',
  'notice.submit-unrecorded':
    '⚠️ **{{provider}}** hat Auftrag `{{jobId}}` angenommen, aber seine ID lässt sich nicht speichern: {{detail}}. Schaff Platz auf der Festplatte; raybot versucht es weiter, und mit einem Neustart jetzt wäre das Video verloren.',
  'notice.provider-lost':
    '⚠️ **{{provider}}** kennt Auftrag `{{jobId}}` nicht mehr ({{detail}}). Das Mitglied hat seine Credits zurück; sieh im Verlauf des Dienstes nach einer Rechnung.',
  'notice.provider-malformed':
    '⚠️ **{{provider}}** gibt zu Auftrag `{{jobId}}` unlesbare Antworten ({{detail}}). Das Mitglied hat seine Credits zurück; sieh im Verlauf des Dienstes nach einer Rechnung.',
  'notice.delivery-impossible':
    '⚠️ Das fertige Video von Auftrag `{{jobId}}` konnte nicht zugestellt werden: {{detail}}. Das Mitglied hat seine Credits zurück.',
} as const satisfies Record<keyof typeof english, string>;
