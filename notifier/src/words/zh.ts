import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'zh-CN',
  dir: 'ltr',
  status: {
    ...statesIn.zh.incident,
    scheduled: '计划维护',
    in_progress: '维护进行中',
    verifying: '正在验证维护结果',
    completed: '维护已完成',
  },
  impact: { none: '无', minor: '轻微', major: '严重', critical: '危急' },
  component: statesIn.zh.component,
  impactIs: '影响',
  affectedAre: '涉及',
  postedAt: '发布时间',
  statusPage: '状态页',
  openPage: '在状态页查看',
  because: '您订阅了 {name},因此收到此消息。',
  unsubscribe: '退订',
  unsubscribeRoom: '退订此频道',
  question: {
    badge: '还差一步',
    title: '请确认订阅 {name}',
    text: '有人(可能是您)希望接收 {name} 的消息。',
    here: '如需接收,请在此确认:',
    ignore: '如果不是您,请不必理会:我们不会再联系您。',
    confirm: '确认',
    sms: '{name}:确认通知 {url} 不是您?请忽略。',
    room: '在此频道接收 {name} 的更新?',
    roomText: '有人希望在此频道接收 {name} 的消息。如需接收,请确认。如果不是这里的人,请不必理会:只会有这一条消息。',
    push: '有情况时会在这里通知您。',
  },
  links: {
    askConfirm: {
      title: '接收这些更新?',
      text: '点击一次,有情况时我们就会通知您。您可以随时退订。',
      button: '是,确认',
    },
    confirmed: { title: '订阅成功', text: '从现在起,有情况时我们会通知您。' },
    askLeave: { title: '不再接收这些更新?', text: '点击一次,我们就不再为此订阅发送任何消息。', button: '退订' },
    left: { title: '您已退订', text: '我们不再为此订阅发送任何消息。' },
    gone: { title: '此订阅已结束', text: '如需再次接收更新,请在状态页重新订阅。' },
    away: { title: '尚未完成', text: '刚才未能保存。请一分钟后重试。' },
    wrong: { title: '此链接无效', text: '它可能在消息中被截断:请完整复制后重试。' },
  },
} satisfies Words;
