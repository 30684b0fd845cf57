import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'de-DE',
  dir: 'ltr',
  status: {
    ...statesIn.de.incident,
    scheduled: 'Wartung geplant',
    in_progress: 'Wartung läuft',
    verifying: 'Wartung wird geprüft',
    completed: 'Wartung abgeschlossen',
  },
  impact: { none: 'keine', minor: 'gering', major: 'groß', critical: 'kritisch' },
  component: statesIn.de.component,
  impactIs: 'Auswirkung',
  affectedAre: 'Betroffen',
  postedAt: 'Gemeldet',
  statusPage: 'Statusseite',
  openPage: 'Auf der Statusseite ansehen',
  because: 'Sie erhalten dies, weil Sie Meldungen von {name} abonniert haben.',
  unsubscribe: 'Abmelden',
  unsubscribeRoom: 'Diesen Kanal abmelden',
  question: {
    badge: 'Noch ein Schritt',
    title: 'Bestätigen Sie Ihr Abonnement von {name}',
    text: 'Jemand, vermutlich Sie, möchte Meldungen von {name} erhalten.',
    here: 'Bestätigen Sie das hier:',
    ignore: 'Waren Sie es nicht, tun Sie nichts: Sie hören nicht wieder von uns.',
    confirm: 'Bestätigen',
    sms: '{name}: Meldungen bestätigen: {url} - nicht Sie? Einfach ignorieren.',
    room: 'Meldungen von {name} in diesem Kanal?',
    roomText:
      'Jemand möchte Meldungen von {name} in diesem Kanal erhalten. Bestätigen Sie, um sie zu bekommen. War es niemand von hier, tun Sie nichts: Dies ist die einzige Nachricht.',
    push: 'Hier erfahren Sie, wenn etwas geschieht.',
  },
  links: {
    askConfirm: {
      title: 'Diese Meldungen erhalten?',
      text: 'Ein Klick, und wir sagen Ihnen Bescheid, wenn etwas geschieht. Sie können sich jederzeit abmelden.',
      button: 'Ja, bestätigen',
    },
    confirmed: { title: 'Sie sind dabei', text: 'Ab jetzt sagen wir Ihnen Bescheid, wenn etwas geschieht.' },
    askLeave: {
      title: 'Keine Meldungen mehr?',
      text: 'Ein Klick, und wir senden Ihnen für dieses Abonnement nichts mehr.',
      button: 'Abmelden',
    },
    left: { title: 'Sie sind abgemeldet', text: 'Wir senden Ihnen für dieses Abonnement nichts mehr.' },
    gone: { title: 'Dieses Abonnement ist beendet', text: 'Um wieder Meldungen zu erhalten, abonnieren Sie die Statusseite erneut.' },
    away: { title: 'Noch nicht', text: 'Das ließ sich gerade nicht speichern. Bitte versuchen Sie es in einer Minute erneut.' },
    wrong: {
      title: 'Dieser Link führt nirgendwohin',
      text: 'Vielleicht wurde er in der Nachricht abgeschnitten: Kopieren Sie ihn ganz und versuchen Sie es erneut.',
    },
  },
} satisfies Words;
