/** What is kept about a member. */
export const privacy = {
  'command.privacy.description': 'What is kept about you: read it, get a copy, or have it erased',
  'command.privacy.show': 'What is kept about you, why, for how long, and who gets it',
  'command.privacy.export': 'Get all that is kept about you as a file',
  'command.privacy.erase': 'Have all that is kept about you erased',
  'privacy.title': '**What this bot keeps about you**',
  'privacy.videos':
    '**Your videos:** who asked, where and when, in which language, the prompt and options, which service made it, and where it was posted. That is needed to make it, to deliver it and to answer questions about it. {{days}} days after the end, prompt, language and all that leads to the messages are erased.',
  'privacy.pictures':
    '**Your pictures** are on the disk until the video is made, without what cameras write into them, and are deleted then. A video that cannot be delivered is set aside for whoever runs the bot, at most as long as its prompt is kept.',
  'privacy.credits':
    '**Your credits:** each allowance, each video, and what admins have given or taken, as books are kept. It stays, so that they add up; once you have your data erased, it stands there under a random number.',
  'privacy.rules':
    '**Rules of servers:** whether admins have blocked you or given you an allowance of your own, what admins have done, and which videos were reported to them, by whom.',
  'privacy.services':
    '**Who gets it:** prompt and pictures go to the service that makes the video ({{services}}), without your name. The video is posted in Discord. Nothing is sold, used for advertising, or used here to train a model.',
  'privacy.backups':
    '**Backups** of the database are made every day. What you have erased is gone from the last of them after about five weeks.',
  'privacy.choices':
    '`/privacy export` gives you all of it as a file, `/privacy erase` has it erased. Both are about every server with this bot, and work in direct messages with it too.',
  'privacy.export.done':
    'This is all that is kept about you, in every server with this bot. It is a text file (JSON) that any editor opens.',
  'privacy.export.packed':
    'This is all that is kept about you, in every server with this bot. It is a text file (JSON) that was packed with gzip, because it is long.',
  'privacy.erase.ask':
    '**Erase all that is kept about you, in every server with this bot?** Prompts, pictures, the numbers of messages and your name in the books go for good. Videos that stand in Discord stay there until somebody deletes them.',
  'privacy.erase.credits':
    'You give up all credits that you have, those from admins too; the next ones come with the next period. So that nobody gets an allowance twice, your id stays beside an empty account for up to forty days; then it goes too.',
  'privacy.erase.rules':
    'Rules by which a server’s admins name you stay as long as they keep them: ask them. What you make from now on is kept anew. This cannot be undone.',
  'privacy.erase.yes': 'Erase it all',
  'privacy.erase.no': 'Keep it',
  'privacy.erase.kept': 'Nothing was erased.',
  'privacy.erase.done':
    'Your data is erased. Videos: {{jobs}}, servers: {{guilds}}. What is left in the books stands under a random number that leads to nobody.',
  'privacy.erase.nothing': 'Nothing is kept about you that could be erased.',
} as const;
