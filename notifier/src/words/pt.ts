import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'pt-BR',
  dir: 'ltr',
  status: {
    ...statesIn.pt.incident,
    scheduled: 'Manutenção programada',
    in_progress: 'Manutenção em andamento',
    verifying: 'Verificando a manutenção',
    completed: 'Manutenção concluída',
  },
  impact: { none: 'nenhum', minor: 'leve', major: 'grave', critical: 'crítico' },
  component: statesIn.pt.component,
  impactIs: 'Impacto',
  affectedAre: 'Afetados',
  postedAt: 'Publicado',
  statusPage: 'Página de status',
  openPage: 'Ver na página de status',
  because: 'Você recebe esta mensagem porque assinou {name}.',
  unsubscribe: 'Cancelar a assinatura',
  unsubscribeRoom: 'Cancelar a assinatura deste canal',
  question: {
    badge: 'Falta um passo',
    title: 'Confirme sua assinatura de {name}',
    text: 'Alguém, provavelmente você, pediu notícias de {name}.',
    here: 'Para recebê-las, confirme aqui:',
    ignore: 'Se não foi você, não faça nada: não escreveremos de novo.',
    confirm: 'Confirmar',
    sms: '{name}: confirme seus alertas em {url} - não foi você? Ignore.',
    room: 'Notícias de {name} neste canal?',
    roomText:
      'Alguém pediu notícias de {name} neste canal. Para recebê-las, confirme. Se não foi ninguém daqui, não faça nada: esta é a única mensagem.',
    push: 'Avisamos você aqui quando algo acontecer.',
  },
  links: {
    askConfirm: {
      title: 'Receber estas notícias?',
      text: 'Um clique, e avisamos você quando algo acontecer. Você pode sair a qualquer momento.',
      button: 'Sim, confirmar',
    },
    confirmed: { title: 'Pronto', text: 'A partir de agora avisamos você quando algo acontecer.' },
    askLeave: {
      title: 'Parar de receber notícias?',
      text: 'Um clique, e não enviamos mais nada desta assinatura.',
      button: 'Cancelar a assinatura',
    },
    left: { title: 'Assinatura cancelada', text: 'Não enviamos mais nada desta assinatura.' },
    gone: { title: 'Esta assinatura terminou', text: 'Para receber notícias de novo, assine outra vez na página de status.' },
    away: { title: 'Ainda não', text: 'Não conseguimos salvar agora. Tente de novo em um minuto.' },
    wrong: { title: 'Este link não leva a lugar nenhum', text: 'Talvez tenha sido cortado na mensagem: copie-o inteiro e tente de novo.' },
  },
} satisfies Words;
