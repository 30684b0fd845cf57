import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'pl-PL',
  dir: 'ltr',
  status: {
    ...statesIn.pl.incident,
    scheduled: 'Planowana konserwacja',
    in_progress: 'Trwa konserwacja',
    verifying: 'Sprawdzanie po konserwacji',
    completed: 'Konserwacja zakończona',
  },
  impact: { none: 'brak', minor: 'niewielki', major: 'duży', critical: 'krytyczny' },
  component: statesIn.pl.component,
  impactIs: 'Wpływ',
  affectedAre: 'Dotyczy',
  postedAt: 'Opublikowano',
  statusPage: 'Strona statusu',
  openPage: 'Zobacz na stronie statusu',
  because: 'Otrzymujesz tę wiadomość, ponieważ subskrybujesz {name}.',
  unsubscribe: 'Wypisz się',
  unsubscribeRoom: 'Wypisz ten kanał',
  question: {
    badge: 'Jeszcze jeden krok',
    title: 'Potwierdź subskrypcję {name}',
    text: 'Ktoś, prawdopodobnie Ty, poprosił o wiadomości od {name}.',
    here: 'Aby je otrzymywać, potwierdź tutaj:',
    ignore: 'Jeśli to nie Ty, nic nie rób: więcej nie napiszemy.',
    confirm: 'Potwierdź',
    sms: '{name}: potwierdź powiadomienia: {url} - to nie Ty? Zignoruj.',
    room: 'Wiadomości od {name} na tym kanale?',
    roomText:
      'Ktoś poprosił o wiadomości od {name} na tym kanale. Aby je otrzymywać, potwierdź. Jeśli to nikt stąd, nic nie rób: to jedyna wiadomość.',
    push: 'Tutaj dowiesz się, gdy coś się wydarzy.',
  },
  links: {
    askConfirm: {
      title: 'Otrzymywać te wiadomości?',
      text: 'Jedno kliknięcie i powiadomimy Cię, gdy coś się wydarzy. Możesz wypisać się w każdej chwili.',
      button: 'Tak, potwierdzam',
    },
    confirmed: { title: 'Gotowe', text: 'Od teraz powiadomimy Cię, gdy coś się wydarzy.' },
    askLeave: {
      title: 'Nie otrzymywać więcej wiadomości?',
      text: 'Jedno kliknięcie i nie wyślemy już nic w ramach tej subskrypcji.',
      button: 'Wypisz się',
    },
    left: { title: 'Wypisano', text: 'Nie wyślemy już nic w ramach tej subskrypcji.' },
    gone: { title: 'Ta subskrypcja się zakończyła', text: 'Aby znów otrzymywać wiadomości, zasubskrybuj ponownie na stronie statusu.' },
    away: { title: 'Jeszcze nie', text: 'Nie udało się teraz tego zapisać. Spróbuj ponownie za minutę.' },
    wrong: { title: 'Ten link prowadzi donikąd', text: 'Mógł zostać ucięty w wiadomości: skopiuj go w całości i spróbuj ponownie.' },
  },
} satisfies Words;
