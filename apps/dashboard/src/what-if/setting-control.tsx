'use client';

import { NumberField } from '@base-ui/react/number-field';
import { Slider } from '@base-ui/react/slider';
import { Switch } from '@base-ui/react/switch';
import { useId, useState } from 'react';
import type { ToolColor } from '@/lib/tool-color';
import { ToolName } from '@/ui/tool-name';
import { CHANGE_SHAPES } from './change';
import { valueWords } from './change-words';
import type { MovedSetting } from './settings';

interface SettingControlProps {
  readonly setting: MovedSetting;
  readonly color: ToolColor;
  /** With the value the hand has let go of. */
  readonly onMove: (value: number | null) => void;
}

/** One setting: the number is the truth, the slider helps, the tick is what was recorded. */
export function SettingControl({ setting, color, onMove }: SettingControlProps) {
  const { kind, toolName } = setting;
  const labelId = useId();
  const recorded = <Recorded setting={setting} onMove={onMove} />;
  return (
    <fieldset className="setting" aria-labelledby={labelId}>
      <div className="setting-head" id={labelId}>
        {toolName === null ? <span>all tools</span> : <ToolName color={color} toolName={toolName} />}
        <span className="text-muted">{CHANGE_SHAPES[kind].label}</span>
      </div>
      {kind === 'rate' || kind === 'retries' ? (
        <div className="setting-switch">
          <LiftSwitch setting={setting} onMove={onMove} />
          <span className="note">{recorded}</span>
        </div>
      ) : (
        <>
          <NumberSetting setting={setting} onMove={onMove} />
          <div className="setting-foot note">
            <span>{spanWords(setting)}</span>
            {recorded}
          </div>
        </>
      )}
    </fieldset>
  );
}

type PartProps = Pick<SettingControlProps, 'setting' | 'onMove'>;

/** What was recorded, and the way back to it. */
function Recorded({ setting, onMove }: PartProps) {
  if (!setting.isMoved) return <span>{setting.recordedWords}</span>;
  return (
    <button type="button" className="link" onClick={() => onMove(setting.recorded)}>
      back to {setting.recordedWords.replace(/^recorded /, '')}
    </button>
  );
}

/** What the number may be. */
function spanWords({ kind, min, max }: MovedSetting): string {
  const [from, to] = [valueWords(kind, min), valueWords(kind, max)];
  return kind === 'limit' ? `${from} to no limit` : `${from} to ${to}`;
}

function LiftSwitch({ setting, onMove }: PartProps) {
  const { kind, isMoved } = setting;
  return (
    <span className="beside">
      <Switch.Root
        className="switch"
        checked={isMoved}
        onCheckedChange={(isLifted) => onMove(isLifted ? 0 : null)}
        aria-label={`Lift the ${CHANGE_SHAPES[kind].label}`}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      {kind === 'rate' ? 'Without it' : 'Without those in vain'}
    </span>
  );
}

const FORMATS = {
  limit: { maximumFractionDigits: 0 },
  time: { style: 'unit', unit: 'percent', maximumFractionDigits: 0 },
  cache: { style: 'unit', unit: 'percent', maximumFractionDigits: 0 },
  timeout: { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

function NumberSetting({ setting, onMove }: PartProps) {
  const { kind, min, max, step, recorded } = setting;
  const [value, setValue] = useState(setting.value);
  if (kind === 'rate' || kind === 'retries') return null;
  // One place past the end stands for no limit.
  const top = kind === 'limit' ? max + 1 : max;
  const place = value ?? top;
  const valueAt = (at: number) => (kind === 'limit' && at > max ? null : at);
  const commit = (next: number | null) => {
    if (next !== setting.value && (next !== null || kind === 'limit')) onMove(next);
  };
  const tick = recorded ?? (kind === 'limit' ? top : null);
  return (
    <div className="setting-row">
      <Slider.Root
        className="slider"
        min={min}
        max={top}
        step={step}
        value={Math.min(top, Math.max(min, place))}
        onValueChange={(at) => setValue(valueAt(at as number))}
        onValueCommitted={(at) => onMove(valueAt(at as number))}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            {tick === null ? null : (
              <span
                className="slider-tick"
                style={{ left: `${((Math.min(top, tick) - min) / Math.max(1, top - min)) * 100}%` }}
              />
            )}
            <Slider.Thumb
              className="slider-thumb"
              aria-label={CHANGE_SHAPES[kind].label}
              getAriaValueText={(_, at) => valueWords(kind, valueAt(at))}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <NumberField.Root
        className="setting-number"
        value={value}
        min={CHANGE_SHAPES[kind].min}
        max={CHANGE_SHAPES[kind].max}
        step={step}
        format={FORMATS[kind]}
        locale="en-US"
        onValueChange={(next) => setValue(next)}
        onValueCommitted={commit}
      >
        <NumberField.Input
          className="input number"
          aria-label={CHANGE_SHAPES[kind].label}
          onKeyDown={(event) => {
            // Enter commits where one is; only leaving the field does by itself.
            if (event.key === 'Enter') commit(value);
          }}
          placeholder={kind === 'limit' ? 'no limit' : 'as recorded'}
        />
      </NumberField.Root>
    </div>
  );
}
