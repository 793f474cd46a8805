import type { privacy as english } from '../en/privacy.ts';

/** What is kept about a member. */
export const privacy = {
  'command.privacy.description': 'Was über dich gespeichert ist: lesen, als Kopie holen oder löschen lassen',
  'command.privacy.show': 'Was über dich gespeichert ist, warum, wie lange, und wer es bekommt',
  'command.privacy.export': 'Hol dir alles, was über dich gespeichert ist, als Datei',
  'command.privacy.erase': 'Lass alles löschen, was über dich gespeichert ist',
  'privacy.title': '**Was dieser Bot über dich speichert**',
  'privacy.videos':
    '**Deine Videos:** wer sie wann, wo und in welcher Sprache wollte, Prompt und Optionen, welcher Dienst sie gemacht hat und wo sie stehen. Das ist nötig, um sie zu machen, zuzustellen und Fragen dazu zu beantworten. {{days}} Tage nach dem Ende werden Prompt, Sprache und alles, was zu den Nachrichten führt, gelöscht.',
  'privacy.pictures':
    '**Deine Bilder** liegen auf der Festplatte, bis das Video gemacht ist, ohne das, was Kameras hineinschreiben; dann werden sie gelöscht. Ein Video, das sich nicht zustellen lässt, wird für den Betreiber des Bots beiseitegelegt, höchstens so lange wie sein Prompt.',
  'privacy.credits':
    '**Deine Credits:** jede Zuteilung, jedes Video und was Admins gegeben oder abgezogen haben, wie in einer Buchführung. Das bleibt, damit die Summen stimmen; lässt du deine Daten löschen, steht es dort unter einer Zufallsnummer.',
  'privacy.rules':
    '**Regeln von Servern:** ob Admins dich gesperrt oder dir eine eigene Zuteilung gegeben haben, was Admins getan haben, und welche Videos ihnen von wem gemeldet wurden.',
  'privacy.services':
    '**Wer es bekommt:** Prompt und Bilder gehen ohne deinen Namen an den Dienst, der das Video macht ({{services}}). Das Video wird in Discord gepostet. Nichts wird verkauft, für Werbung benutzt oder hier zum Trainieren eines Modells verwendet.',
  'privacy.backups':
    '**Sicherungen** der Datenbank entstehen jeden Tag. Was du gelöscht hast, ist nach etwa fünf Wochen auch aus der letzten verschwunden.',
  'privacy.choices':
    '`/privacy export` gibt dir alles als Datei, `/privacy erase` lässt es löschen. Beides gilt für jeden Server mit diesem Bot und geht auch in Direktnachrichten an ihn.',
  'privacy.export.done':
    'Das ist alles, was auf allen Servern mit diesem Bot über dich gespeichert ist: eine Textdatei (JSON), die jeder Editor öffnet.',
  'privacy.export.packed':
    'Das ist alles, was auf allen Servern mit diesem Bot über dich gespeichert ist: eine Textdatei (JSON), mit gzip gepackt, weil sie lang ist.',
  'privacy.erase.ask':
    '**Alles löschen, was auf allen Servern mit diesem Bot über dich gespeichert ist?** Prompts, Bilder, die Nummern von Nachrichten und dein Name in den Büchern verschwinden für immer. Videos in Discord bleiben stehen, bis jemand sie löscht.',
  'privacy.erase.credits':
    'Du gibst alle deine Credits auf, auch die von Admins; die nächsten kommen mit dem nächsten Zeitraum. Damit niemand eine Zuteilung zweimal bekommt, bleibt deine ID bis zu vierzig Tage bei einem leeren Konto stehen; dann geht auch sie.',
  'privacy.erase.rules':
    'Regeln, in denen Admins eines Servers dich nennen, bleiben, solange sie sie behalten: frag sie. Was du ab jetzt machst, wird neu gespeichert. Das lässt sich nicht rückgängig machen.',
  'privacy.erase.yes': 'Alles löschen',
  'privacy.erase.no': 'Behalten',
  'privacy.erase.kept': 'Nichts wurde gelöscht.',
  'privacy.erase.done':
    'Deine Daten sind gelöscht. Videos: {{jobs}}, Server: {{guilds}}. Was in den Büchern bleibt, steht unter einer Zufallsnummer, die zu niemandem führt.',
  'privacy.erase.nothing': 'Über dich ist nichts gespeichert, was sich löschen ließe.',
} as const satisfies Record<keyof typeof english, string>;
