import { useConsole } from '../console.ts';
import { moment, ownZone } from './ago.ts';
import { takeBackMs } from '../state/posting.ts';

/** The answer to a post: in which regions it is seen by now, and half a minute to take it back. */
export function PostedBar() {
  const { posting, watch, places, clock, words } = useConsole();
  const posted = posting.last.value;
  const planned = posting.planned.value;
  const say = words.posted;
  const close = (
    <button type="button" class="quiet" aria-label={say.close} onClick={posting.forget}>
      ×
    </button>
  );
  if (planned)
    return (
      <div class="posted" role="status">
        <p>{say.planned(moment(planned.at, watch.value?.view.value?.page.timeZone ?? ownZone()))}</p>
        {close}
      </div>
    );
  if (!posted) return null;
  const left = Math.ceil((posted.at + takeBackMs - clock.value) / 1_000);
  const regions = watch.value?.regions.value.length ?? 0;
  const isTaken = posted.isTakenBack;
  return (
    <div class="posted" role="status">
      <p>{isTaken ? say.takenBack : `${say.published} ${say.seenIn(posted.seenIn.length, Math.max(regions, posted.seenIn.length))}`}</p>
      {!isTaken && left > 0 && (
        <button type="button" onClick={() => void posting.takeBack()}>
          {say.takeBack(left)}
        </button>
      )}
      {!isTaken && (
        <button type="button" class="quiet" onClick={() => places.go({ page: posted.page, screen: 'incident', thing: posted.incident })}>
          {say.show}
        </button>
      )}
      {close}
    </div>
  );
}
