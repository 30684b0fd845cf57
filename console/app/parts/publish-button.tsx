import { useConsole } from '../console.ts';

/** Says how many people will be told before they are. */
export function PublishButton({ page, isNotifying, isLater }: { page: string; isNotifying: boolean; isLater: boolean }) {
  const { posting, recipients, words } = useConsole();
  const count = recipients.of(page).value;
  const say = words.compose;
  const label = isLater ? say.schedule : isNotifying && count ? say.publishTo(new Intl.NumberFormat().format(count)) : say.publish;
  return (
    <button class="first" disabled={posting.isSending.value}>
      {posting.isSending.value ? say.sending : label}
    </button>
  );
}
