/** Height of a chart over time, axis included. */
export const CHART_HEIGHT_PX = 236;

/** Room above the plot, and below it for the labels of the time axis. */
export const TOP_PX = 10;
export const AXIS_HEIGHT_PX = 24;

/** Room for the labels of run times and shares, where their charts share an x axis. */
export const SHARED_AXIS_PX = 64;
