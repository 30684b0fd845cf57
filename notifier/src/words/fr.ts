import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'fr-FR',
  dir: 'ltr',
  status: {
    ...statesIn.fr.incident,
    scheduled: 'Maintenance prévue',
    in_progress: 'Maintenance en cours',
    verifying: 'Vérification de la maintenance',
    completed: 'Maintenance terminée',
  },
  impact: { none: 'aucune', minor: 'mineure', major: 'majeure', critical: 'critique' },
  component: statesIn.fr.component,
  impactIs: 'Incidence',
  affectedAre: 'Concernés',
  postedAt: 'Publié',
  statusPage: 'Page de statut',
  openPage: 'Voir sur la page de statut',
  because: 'Vous recevez ce message parce que vous êtes abonné à {name}.',
  unsubscribe: 'Se désabonner',
  unsubscribeRoom: 'Désabonner ce canal',
  question: {
    badge: 'Encore une étape',
    title: 'Confirmez votre abonnement à {name}',
    text: 'Quelqu’un, probablement vous, a demandé les nouvelles de {name}.',
    here: 'Pour les recevoir, confirmez ici :',
    ignore: 'Si ce n’était pas vous, ne faites rien : vous n’aurez plus de nouvelles de nous.',
    confirm: 'Confirmer',
    sms: '{name} : confirmez vos alertes : {url} - pas vous ? Ignorez ce message.',
    room: 'Des nouvelles de {name} dans ce canal ?',
    roomText:
      'Quelqu’un a demandé les nouvelles de {name} dans ce canal. Pour les recevoir, confirmez. Si ce n’était personne d’ici, ne faites rien : ce message restera le seul.',
    push: 'Vous serez prévenu ici quand quelque chose arrive.',
  },
  links: {
    askConfirm: {
      title: 'Recevoir ces nouvelles ?',
      text: 'Un clic, et nous vous prévenons quand quelque chose arrive. Vous pouvez vous désabonner à tout moment.',
      button: 'Oui, confirmer',
    },
    confirmed: { title: 'C’est fait', text: 'Désormais, nous vous prévenons quand quelque chose arrive.' },
    askLeave: {
      title: 'Ne plus rien recevoir ?',
      text: 'Un clic, et nous ne vous envoyons plus rien pour cet abonnement.',
      button: 'Se désabonner',
    },
    left: { title: 'Vous êtes désabonné', text: 'Nous ne vous envoyons plus rien pour cet abonnement.' },
    gone: {
      title: 'Cet abonnement est terminé',
      text: 'Pour recevoir de nouveau des nouvelles, abonnez-vous encore sur la page de statut.',
    },
    away: { title: 'Pas encore', text: 'Nous n’avons pas pu l’enregistrer. Réessayez dans une minute.' },
    wrong: { title: 'Ce lien ne mène nulle part', text: 'Il a peut-être été coupé dans le message : copiez-le en entier et réessayez.' },
  },
} satisfies Words;
