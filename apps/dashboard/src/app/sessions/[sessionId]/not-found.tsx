import { NotFoundPage } from '@/states/not-found-page';

export default function SessionNotFound() {
  return (
    <NotFoundPage
      headline="There is no such session."
      advice="It may have been recorded in another database, or its recorder has not written it yet."
    />
  );
}
