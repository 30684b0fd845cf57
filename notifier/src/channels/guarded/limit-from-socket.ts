import type { Dispatcher } from 'undici';

/**
 * A limit that begins when a request is given its socket. Before that nothing has left us, and waiting for a socket is not the
 * receiver's slowness: a request that was never sent must not end as one that may have arrived.
 */
export function limitFromSocket(limitMs: number): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let timer: NodeJS.Timeout | undefined;
    return dispatch(options, {
      onRequestStart: (controller, context) => {
        timer = setTimeout(() => controller.abort(new DOMException('no answer in time', 'TimeoutError')), limitMs);
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => {
        clearTimeout(timer);
        handler.onResponseEnd?.(...end);
      },
      onResponseError: (...error) => {
        clearTimeout(timer);
        handler.onResponseError?.(...error);
      },
    });
  };
}
