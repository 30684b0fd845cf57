import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'it-IT',
  dir: 'ltr',
  status: {
    ...statesIn.it.incident,
    scheduled: 'Manutenzione programmata',
    in_progress: 'Manutenzione in corso',
    verifying: 'Verifica della manutenzione',
    completed: 'Manutenzione completata',
  },
  impact: { none: 'nessuno', minor: 'lieve', major: 'grave', critical: 'critico' },
  component: statesIn.it.component,
  impactIs: 'Impatto',
  affectedAre: 'Interessati',
  postedAt: 'Pubblicato',
  statusPage: 'Pagina di stato',
  openPage: 'Vedi sulla pagina di stato',
  because: 'Ricevi questo messaggio perché sei iscritto a {name}.',
  unsubscribe: 'Annulla l’iscrizione',
  unsubscribeRoom: 'Annulla l’iscrizione di questo canale',
  question: {
    badge: 'Manca un passo',
    title: 'Conferma la tua iscrizione a {name}',
    text: 'Qualcuno, probabilmente tu, ha chiesto notizie da {name}.',
    here: 'Per riceverle, conferma qui:',
    ignore: 'Se non sei stato tu, non fare nulla: non ti scriveremo più.',
    confirm: 'Conferma',
    sms: '{name}: conferma gli avvisi: {url} - non sei tu? Ignora il messaggio.',
    room: 'Notizie da {name} in questo canale?',
    roomText:
      'Qualcuno ha chiesto notizie da {name} in questo canale. Per riceverle, conferma. Se non è stato nessuno qui, non fare nulla: questo è l’unico messaggio.',
    push: 'Qui ti avvisiamo quando succede qualcosa.',
  },
  links: {
    askConfirm: {
      title: 'Ricevere queste notizie?',
      text: 'Un clic, e ti avvisiamo quando succede qualcosa. Puoi annullare quando vuoi.',
      button: 'Sì, conferma',
    },
    confirmed: { title: 'Fatto', text: 'Da ora ti avvisiamo quando succede qualcosa.' },
    askLeave: {
      title: 'Non ricevere più notizie?',
      text: 'Un clic, e per questa iscrizione non ti inviamo più nulla.',
      button: 'Annulla l’iscrizione',
    },
    left: { title: 'Iscrizione annullata', text: 'Per questa iscrizione non ti inviamo più nulla.' },
    gone: { title: 'Questa iscrizione è terminata', text: 'Per ricevere di nuovo notizie, iscriviti ancora sulla pagina di stato.' },
    away: { title: 'Non ancora', text: 'Non è stato possibile salvarlo adesso. Riprova tra un minuto.' },
    wrong: { title: 'Questo link non porta da nessuna parte', text: 'Forse è stato troncato nel messaggio: copialo per intero e riprova.' },
  },
} satisfies Words;
