import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'tr-TR',
  dir: 'ltr',
  status: {
    ...statesIn.tr.incident,
    scheduled: 'Planlı bakım',
    in_progress: 'Bakım sürüyor',
    verifying: 'Bakım doğrulanıyor',
    completed: 'Bakım tamamlandı',
  },
  impact: { none: 'yok', minor: 'küçük', major: 'büyük', critical: 'kritik' },
  component: statesIn.tr.component,
  impactIs: 'Etki',
  affectedAre: 'Etkilenenler',
  postedAt: 'Yayımlandı',
  statusPage: 'Durum sayfası',
  openPage: 'Durum sayfasında gör',
  because: 'Bu iletiyi {name} aboneliğiniz nedeniyle alıyorsunuz.',
  unsubscribe: 'Abonelikten çık',
  unsubscribeRoom: 'Bu kanalın aboneliğini bitir',
  question: {
    badge: 'Bir adım kaldı',
    title: '{name} aboneliğinizi onaylayın',
    text: 'Birisi, büyük olasılıkla siz, {name} haberlerini istedi.',
    here: 'Almak için buradan onaylayın:',
    ignore: 'Siz değilseniz bir şey yapmayın: bir daha yazmayız.',
    confirm: 'Onayla',
    sms: '{name}: bildirimleri onaylayın: {url} - siz değil misiniz? Yok sayın.',
    room: 'Bu kanalda {name} haberleri olsun mu?',
    roomText:
      'Birisi bu kanal için {name} haberlerini istedi. Almak için onaylayın. Buradan kimse değilse bir şey yapmayın: tek ileti budur.',
    push: 'Bir şey olduğunda buradan haber veririz.',
  },
  links: {
    askConfirm: {
      title: 'Bu haberleri almak ister misiniz?',
      text: 'Tek tıkla, bir şey olduğunda size haber veririz. İstediğiniz an çıkabilirsiniz.',
      button: 'Evet, onayla',
    },
    confirmed: { title: 'Tamam', text: 'Bundan sonra bir şey olduğunda size haber veririz.' },
    askLeave: { title: 'Haberler dursun mu?', text: 'Tek tıkla, bu abonelik için artık bir şey göndermeyiz.', button: 'Abonelikten çık' },
    left: { title: 'Abonelikten çıktınız', text: 'Bu abonelik için artık bir şey göndermeyiz.' },
    gone: { title: 'Bu abonelik sona erdi', text: 'Yeniden haber almak için durum sayfasında tekrar abone olun.' },
    away: { title: 'Henüz değil', text: 'Şu anda kaydedemedik. Lütfen bir dakika sonra tekrar deneyin.' },
    wrong: { title: 'Bu bağlantı bir yere çıkmıyor', text: 'İletide kesilmiş olabilir: tamamını kopyalayıp tekrar deneyin.' },
  },
} satisfies Words;
