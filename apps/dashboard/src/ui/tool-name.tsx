import { cutMiddle, displayName } from '@/lib/display-name';
import { type ToolColor, toolFill } from '@/lib/tool-color';

/** A tool's name in its colour's company: one line, cut in the middle, whole in the title. */
export function ToolName({ color, toolName }: { readonly color: ToolColor; readonly toolName: string }) {
  return (
    <span className="tool">
      <ToolSwatch color={color} />
      <PlainToolName toolName={toolName} />
    </span>
  );
}

/** A tool's name alone, for sentences. `bdi`: a name in another script does not reorder what stands around it. */
export function PlainToolName({ toolName }: { readonly toolName: string }) {
  const name = displayName(toolName);
  const short = cutMiddle(name);
  return (
    <bdi className="mono" title={short === name ? undefined : name}>
      {short}
    </bdi>
  );
}

/** The square that identifies a tool in every chart and table; hollow for tools that share a colour. */
export function ToolSwatch({ color }: { readonly color: ToolColor }) {
  if (color === null) return <span className="swatch other" aria-hidden="true" />;
  return <span className="swatch" style={{ background: toolFill(color) }} aria-hidden="true" />;
}
