'use client';

import { Menu } from '@base-ui/react/menu';
import { useQueryState } from 'nuqs';
import { useTransition } from 'react';
import { cutMiddle, displayName } from '@/lib/display-name';
import type { ToolColor } from '@/lib/tool-color';
import { CHANGE_SHAPES, type Change, settingKey } from './change';
import { whatIfParams } from './params';
import { SettingControl } from './setting-control';
import type { MovedSetting, Setting } from './settings';

/** A setting with the id that gives its tool a colour. */
type WithTool<S extends Setting> = S & { readonly color: ToolColor };

interface SettingsFormProps {
  readonly settings: readonly WithTool<MovedSetting>[];
  /** Not moved, a menu away. */
  readonly others: readonly WithTool<Setting>[];
}

/** Moves settings: the page is replayed when the hand lets go. */
export function SettingsForm({ settings, others }: SettingsFormProps) {
  const [isPending, startTransition] = useTransition();
  const [changes, setChanges] = useQueryState('change', whatIfParams.change.withOptions({ startTransition }));
  const without = (setting: Setting) => changes.filter((change) => settingKey(change) !== settingKey(setting));
  const move = (setting: Setting, value: number | null) => {
    const isBack = value === setting.recorded;
    const moved: Change = { kind: setting.kind, toolName: setting.toolName, value };
    void setChanges(isBack ? without(setting) : [...without(setting), moved]);
  };
  return (
    <div aria-busy={isPending}>
      {settings.map((setting) => (
        <SettingControl
          // Begins anew when the address says another value, as after Back.
          key={`${settingKey(setting)} ${setting.value}`}
          setting={setting}
          color={setting.color}
          onMove={(value) => move(setting, value)}
        />
      ))}
      <div className="add-change">
        <Menu.Root>
          <Menu.Trigger className="button quiet" disabled={others.length === 0}>
            Add a change
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Positioner align="start" sideOffset={4}>
              <Menu.Popup className="menu add-change-menu">
                {others.map((setting) => (
                  <Menu.Item
                    key={settingKey(setting)}
                    className="menu-item"
                    onClick={() => move(setting, firstValue(setting))}
                  >
                    <bdi className="mono">{cutMiddle(displayName(setting.toolName ?? 'all tools'))}</bdi>
                    <span className="note">{CHANGE_SHAPES[setting.kind].label}</span>
                  </Menu.Item>
                ))}
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
        {isPending ? (
          <span className="note" role="status">
            replaying
          </span>
        ) : null}
      </div>
    </div>
  );
}

/** Where a setting goes when it is added: far enough to see an effect. */
function firstValue({ kind, recorded, max }: Setting): number | null {
  switch (kind) {
    case 'limit':
      return recorded === null ? Math.min(4, max) : recorded * 2;
    case 'time':
      return 50;
    case 'cache':
      return 30;
    case 'timeout':
      return Math.max(1, Math.round((recorded ?? max / 2) / 2));
    case 'rate':
    case 'retries':
      return 0;
    default:
      return kind satisfies never;
  }
}
