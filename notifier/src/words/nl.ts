import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'nl-NL',
  dir: 'ltr',
  status: {
    ...statesIn.nl.incident,
    scheduled: 'Onderhoud gepland',
    in_progress: 'Onderhoud bezig',
    verifying: 'Onderhoud wordt gecontroleerd',
    completed: 'Onderhoud afgerond',
  },
  impact: { none: 'geen', minor: 'klein', major: 'groot', critical: 'kritiek' },
  component: statesIn.nl.component,
  impactIs: 'Gevolgen',
  affectedAre: 'Getroffen',
  postedAt: 'Gemeld',
  statusPage: 'Statuspagina',
  openPage: 'Bekijk op de statuspagina',
  because: 'U krijgt dit bericht omdat u zich op {name} hebt geabonneerd.',
  unsubscribe: 'Afmelden',
  unsubscribeRoom: 'Dit kanaal afmelden',
  question: {
    badge: 'Nog één stap',
    title: 'Bevestig uw abonnement op {name}',
    text: 'Iemand, waarschijnlijk u, vroeg om nieuws van {name}.',
    here: 'Bevestig hier om het te krijgen:',
    ignore: 'Was u het niet, doe dan niets: u hoort niet meer van ons.',
    confirm: 'Bevestigen',
    sms: '{name}: bevestig uw meldingen op {url} - niet van u? Negeer dit.',
    room: 'Nieuws van {name} in dit kanaal?',
    roomText:
      'Iemand vroeg om nieuws van {name} in dit kanaal. Bevestig om het te krijgen. Was het niemand hier, doe dan niets: dit is het enige bericht.',
    push: 'Hier hoort u het als er iets gebeurt.',
  },
  links: {
    askConfirm: {
      title: 'Deze berichten ontvangen?',
      text: 'Eén klik, en u hoort het als er iets gebeurt. U kunt zich altijd afmelden.',
      button: 'Ja, bevestigen',
    },
    confirmed: { title: 'Gelukt', text: 'Vanaf nu hoort u het als er iets gebeurt.' },
    askLeave: { title: 'Geen berichten meer?', text: 'Eén klik, en we sturen u niets meer voor dit abonnement.', button: 'Afmelden' },
    left: { title: 'U bent afgemeld', text: 'We sturen u niets meer voor dit abonnement.' },
    gone: { title: 'Dit abonnement is beëindigd', text: 'Abonneer u opnieuw op de statuspagina om weer berichten te krijgen.' },
    away: { title: 'Nog niet', text: 'Opslaan lukte zojuist niet. Probeer het over een minuut opnieuw.' },
    wrong: {
      title: 'Deze link leidt nergens heen',
      text: 'Misschien is hij in het bericht afgebroken: kopieer hem helemaal en probeer het opnieuw.',
    },
  },
} satisfies Words;
