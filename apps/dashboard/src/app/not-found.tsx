import { NotFoundPage } from '@/states/not-found-page';

export default function NotFound() {
  return (
    <NotFoundPage headline="There is no such page." advice="The address may be cut off, or from another version." />
  );
}
