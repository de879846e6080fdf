import { cutMiddle, displayName } from '@/lib/display-name';
import { toolColorIndex } from '@/lib/tool-color';

/** A tool's name in its colour's company: one line, cut in the middle, whole in the title. */
export function ToolName({ toolId, toolName }: { readonly toolId: number; readonly toolName: string }) {
  return (
    <span className="tool">
      <ToolSwatch toolId={toolId} />
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

/** The square that identifies a tool in every chart and table. */
export function ToolSwatch({ toolId }: { readonly toolId: number }) {
  const index = toolColorIndex(toolId);
  if (index === null) return <span className="swatch other" aria-hidden="true" />;
  return <span className="swatch" style={{ background: `var(--tool-${index})` }} aria-hidden="true" />;
}
