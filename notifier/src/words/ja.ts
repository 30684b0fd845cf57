import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'ja-JP',
  dir: 'ltr',
  status: {
    ...statesIn.ja.incident,
    scheduled: 'メンテナンス予定',
    in_progress: 'メンテナンス中',
    verifying: 'メンテナンス確認中',
    completed: 'メンテナンス完了',
  },
  impact: { none: 'なし', minor: '軽微', major: '重大', critical: '深刻' },
  component: statesIn.ja.component,
  impactIs: '影響',
  affectedAre: '対象',
  postedAt: '投稿',
  statusPage: 'ステータスページ',
  openPage: 'ステータスページで見る',
  because: '{name} の更新を購読しているため、このメッセージをお送りしています。',
  unsubscribe: '購読を解除',
  unsubscribeRoom: 'このチャンネルの購読を解除',
  question: {
    badge: 'あと一歩です',
    title: '{name} の購読を確認してください',
    text: 'どなたか(おそらくあなた)が {name} のお知らせを希望しました。',
    here: '受け取るには、こちらで確認してください:',
    ignore: 'お心当たりがなければ、何もしないでください。以後ご連絡しません。',
    confirm: '確認する',
    sms: '{name}: 通知の確認 {url} 心当たりがなければ無視してください。',
    room: 'このチャンネルで {name} の更新を受け取りますか?',
    roomText:
      'どなたかがこのチャンネルで {name} のお知らせを希望しました。受け取るには確認してください。心当たりがなければ何もしないでください。お送りするのはこの一通だけです。',
    push: '何かあれば、ここでお知らせします。',
  },
  links: {
    askConfirm: {
      title: 'お知らせを受け取りますか?',
      text: 'クリックすると、何かあったときにお知らせします。いつでも解除できます。',
      button: 'はい、確認します',
    },
    confirmed: { title: '登録しました', text: '今後、何かあればお知らせします。' },
    askLeave: { title: 'お知らせを止めますか?', text: 'クリックすると、この購読については何もお送りしません。', button: '購読を解除' },
    left: { title: '購読を解除しました', text: 'この購読については、もう何もお送りしません。' },
    gone: { title: 'この購読は終了しています', text: '再び受け取るには、ステータスページでもう一度購読してください。' },
    away: { title: 'まだ完了していません', text: '今は保存できませんでした。一分後にもう一度お試しください。' },
    wrong: { title: 'このリンクは使えません', text: 'メッセージの中で途切れたのかもしれません。全体をコピーしてもう一度お試しください。' },
  },
} satisfies Words;
