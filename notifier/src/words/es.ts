import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'es-ES',
  dir: 'ltr',
  status: {
    ...statesIn.es.incident,
    scheduled: 'Mantenimiento programado',
    in_progress: 'Mantenimiento en curso',
    verifying: 'Verificando el mantenimiento',
    completed: 'Mantenimiento terminado',
  },
  impact: { none: 'ninguno', minor: 'leve', major: 'grave', critical: 'crítico' },
  component: statesIn.es.component,
  impactIs: 'Impacto',
  affectedAre: 'Afectados',
  postedAt: 'Publicado',
  statusPage: 'Página de estado',
  openPage: 'Ver en la página de estado',
  because: 'Recibe este mensaje porque se suscribió a {name}.',
  unsubscribe: 'Cancelar la suscripción',
  unsubscribeRoom: 'Cancelar la suscripción de este canal',
  question: {
    badge: 'Falta un paso',
    title: 'Confirme su suscripción a {name}',
    text: 'Alguien, probablemente usted, pidió noticias de {name}.',
    here: 'Para recibirlas, confirme aquí:',
    ignore: 'Si no fue usted, no haga nada: no volverá a saber de nosotros.',
    confirm: 'Confirmar',
    sms: '{name}: confirme sus avisos en {url} - ¿no fue usted? Ignore este mensaje.',
    room: '¿Noticias de {name} en este canal?',
    roomText:
      'Alguien pidió noticias de {name} en este canal. Para recibirlas, confirme. Si no fue nadie de aquí, no haga nada: este es el único mensaje.',
    push: 'Aquí se le avisa cuando ocurre algo.',
  },
  links: {
    askConfirm: {
      title: '¿Recibir estas noticias?',
      text: 'Un clic y le avisamos cuando ocurra algo. Puede darse de baja en cualquier momento.',
      button: 'Sí, confirmar',
    },
    confirmed: { title: 'Listo', text: 'Desde ahora le avisamos cuando ocurra algo.' },
    askLeave: {
      title: '¿Dejar de recibir noticias?',
      text: 'Un clic y no le enviamos nada más de esta suscripción.',
      button: 'Cancelar la suscripción',
    },
    left: { title: 'Suscripción cancelada', text: 'No le enviamos nada más de esta suscripción.' },
    gone: { title: 'Esta suscripción ha terminado', text: 'Para volver a recibir noticias, suscríbase de nuevo en la página de estado.' },
    away: { title: 'Todavía no', text: 'No hemos podido guardarlo ahora mismo. Vuelva a intentarlo en un minuto.' },
    wrong: { title: 'Este enlace no lleva a ninguna parte', text: 'Quizá se cortó en el mensaje: cópielo entero e inténtelo de nuevo.' },
  },
} satisfies Words;
