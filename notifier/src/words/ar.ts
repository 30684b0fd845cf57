import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'ar',
  dir: 'rtl',
  status: {
    ...statesIn.ar.incident,
    scheduled: 'صيانة مجدولة',
    in_progress: 'الصيانة جارية',
    verifying: 'التحقق من الصيانة',
    completed: 'اكتملت الصيانة',
  },
  impact: { none: 'لا شيء', minor: 'طفيف', major: 'كبير', critical: 'حرج' },
  component: statesIn.ar.component,
  impactIs: 'الأثر',
  affectedAre: 'المتأثر',
  postedAt: 'نُشر',
  statusPage: 'صفحة الحالة',
  openPage: 'عرض على صفحة الحالة',
  because: 'وصلتك هذه الرسالة لأنك مشترك في {name}.',
  unsubscribe: 'إلغاء الاشتراك',
  unsubscribeRoom: 'إلغاء اشتراك هذه القناة',
  question: {
    badge: 'بقيت خطوة واحدة',
    title: 'أكّد اشتراكك في {name}',
    text: 'طلب شخص ما، ربما أنت، أخبار {name}.',
    here: 'لتصلك الأخبار، أكّد هنا:',
    ignore: 'إن لم تكن أنت، فلا تفعل شيئًا: لن نكتب إليك ثانية.',
    confirm: 'تأكيد',
    sms: '{name}: أكّد التنبيهات {url} لست أنت؟ تجاهل.',
    room: 'هل تريدون أخبار {name} في هذه القناة؟',
    roomText: 'طلب شخص ما أخبار {name} في هذه القناة. لتصلكم، أكّدوا. إن لم يكن أحد من هنا، فلا تفعلوا شيئًا: هذه هي الرسالة الوحيدة.',
    push: 'نخبرك هنا عندما يحدث شيء.',
  },
  links: {
    askConfirm: {
      title: 'هل تريد هذه الأخبار؟',
      text: 'بنقرة واحدة نخبرك عندما يحدث شيء. يمكنك المغادرة في أي وقت.',
      button: 'نعم، أؤكد',
    },
    confirmed: { title: 'تم الاشتراك', text: 'من الآن نخبرك عندما يحدث شيء.' },
    askLeave: { title: 'هل تريد إيقاف هذه الأخبار؟', text: 'بنقرة واحدة لن نرسل إليك شيئًا بعد الآن لهذا الاشتراك.', button: 'إلغاء الاشتراك' },
    left: { title: 'أُلغي اشتراكك', text: 'لن نرسل إليك شيئًا بعد الآن لهذا الاشتراك.' },
    gone: { title: 'انتهى هذا الاشتراك', text: 'لتصلك الأخبار من جديد، اشترك مرة أخرى على صفحة الحالة.' },
    away: { title: 'ليس بعد', text: 'تعذّر الحفظ الآن. حاول مرة أخرى بعد دقيقة.' },
    wrong: { title: 'هذا الرابط لا يؤدي إلى شيء', text: 'ربما قُطع في الرسالة: انسخه كاملًا وحاول مرة أخرى.' },
  },
} satisfies Words;
