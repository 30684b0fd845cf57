import { useConsole } from '../console.ts';
import { Composer } from '../parts/composer.tsx';
import { Present } from '../parts/present.tsx';
import type { View } from '../state/watch.ts';

export function NewIncidentScreen({ view }: { view: View }) {
  const { words, places } = useConsole();
  return (
    <main>
      <h1>{words.compose.newTitle}</h1>
      <Present page={view.page.id} thing={view.page.id} about="new" />
      <Composer view={view} onPublished={() => places.go({ page: view.page.id, screen: 'now' })} />
    </main>
  );
}
