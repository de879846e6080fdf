interface DataTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The numbers of a chart for those who do not see it. */
export function DataTable({ caption, head, rows }: DataTableProps) {
  return (
    <div className="visually-hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, rowIndex) => {
            // Rows are in the order of the chart and never move.
            const rowKey = rowIndex;
            return (
              <tr key={rowKey}>
                {cells.map((cell, cellIndex) => {
                  const cellKey = cellIndex;
                  return <td key={cellKey}>{cell}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
