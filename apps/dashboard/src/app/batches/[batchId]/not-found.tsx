import { NotFoundPage } from '@/states/not-found-page';

export default function BatchNotFound() {
  return (
    <NotFoundPage
      headline="There is no such batch."
      advice="It may have been recorded in another database, or its recorder has not written it yet."
    />
  );
}
