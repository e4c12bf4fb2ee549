using ScottPlot;

namespace CharTransformerSample.Reports;

/// <summary>The colours of the curves: one hue a side, told apart by everyone (Okabe and Ito 2008).</summary>
internal static class ChartColors
{
    private static readonly Color[] Sides = [Color.FromHex("#0072B2"), Color.FromHex("#D55E00")];

    public static Color Of(int side) => Sides[side % Sides.Length];
}
