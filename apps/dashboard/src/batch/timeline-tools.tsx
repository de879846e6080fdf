import { Toggle } from '@base-ui/react/toggle';
import { Toolbar } from '@base-ui/react/toolbar';
import { ZOOM_STEP } from './timeline-keys';
import { isWhole, type TimeView } from './view';

interface TimelineToolsProps {
  readonly view: TimeView;
  readonly endUs: number;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly toggles: readonly {
    readonly label: string;
    readonly shortKey: string;
    readonly isOn: boolean;
    readonly onChange: (isOn: boolean) => void;
  }[];
}

/** What the keys of the timeline do, for those who point. */
export function TimelineTools({ view, endUs, onZoom, onFit, toggles }: TimelineToolsProps) {
  return (
    <Toolbar.Root className="timeline-tools" aria-label="Timeline">
      <Toolbar.Group className="segments" aria-label="Zoom">
        <Toolbar.Button onClick={() => onZoom(1 / ZOOM_STEP)} disabled={isWhole(view, endUs)} title="Zoom out, key −">
          <span aria-hidden="true">−</span>
          <span className="visually-hidden">Zoom out</span>
        </Toolbar.Button>
        <Toolbar.Button onClick={onFit} disabled={isWhole(view, endUs)} title="Show the whole batch, key 0">
          Fit
        </Toolbar.Button>
        <Toolbar.Button onClick={() => onZoom(ZOOM_STEP)} title="Zoom in, key +">
          <span aria-hidden="true">+</span>
          <span className="visually-hidden">Zoom in</span>
        </Toolbar.Button>
      </Toolbar.Group>
      <Toolbar.Group className="segments" aria-label="Shown">
        {toggles.map(({ label, shortKey, isOn, onChange }) => (
          <Toolbar.Button
            key={shortKey}
            render={<Toggle pressed={isOn} onPressedChange={onChange} />}
            title={`Key ${shortKey}`}
          >
            {label}
          </Toolbar.Button>
        ))}
      </Toolbar.Group>
    </Toolbar.Root>
  );
}
