using System.Runtime.CompilerServices;
using NormGen.Kernels;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Index arithmetic for tensors of more than 2³¹ and 2³² elements, which no test allocates: shapes, strides, addresses and cuts are computed, nothing is read there.</summary>
public sealed unsafe class LargeIndexTests
{
    private const long Base = 1L << 40;

    public static TheoryData<long, long> Shapes => new()
    {
        { (1L << 31) + 7, 3 },
        { (1L << 32) + 5, 2 },
        { 3, (1L << 31) + 7 },
        { 2, (1L << 32) + 5 },
        { 1L << 20, (1L << 12) + 1 },
        { 1, 1L << 33 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AShapeIsReadWithAllItsRowsAndFeatures(long rows, long features)
    {
        // Expanded: one number in memory.
        using var scope = NewDisposeScope();
        var tensor = zeros(1).expand(rows, features);
        foreach (var shape in (Geometry[])[Geometry.Of(tensor.Handle, KernelAxes.Elements, groups: 1), Geometry.OfParameter(tensor.Handle)])
        {
            Assert.Equal((rows, features, rows * features * 4), (shape.Rows, shape.Features, shape.Bytes));
            Assert.True(OperandReader.IsOneNumber(tensor.Handle, shape));
        }

        var split = zeros(1).expand(2, rows, features);
        Assert.Equal(2 * rows, Geometry.Of(split.Handle, KernelAxes.Elements, groups: 1).Rows);
        Assert.Equal(rows * features, Geometry.OfParameter(split.Handle).Features);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void StridesFoldAndTellRowsApart(long rows, long features)
    {
        Assert.True(Strides.TryFold([rows, features], [features, 1], leading: 1, out var stride));
        Assert.Equal(rows == 1 ? 0 : features, stride);
        rows = Math.Max(rows, 2);
        Assert.True(Strides.TryFold([5, rows, features], [3 * rows * features, 3 * features, 1], leading: 2, out stride));
        Assert.Equal(3 * features, stride);
        Assert.True(Strides.TryFold([rows, 5, features], [5 * features, features, 1], leading: 1, out stride));
        Assert.Equal(5 * features, stride);

        // What differs by 2³² only is another stride.
        Assert.False(Strides.TryFold([5, rows, features], [rows * features + (1L << 32), features, 1], leading: 2, out _));
        Assert.False(Strides.TryFold([5, rows, features], [5, (1L << 32) + 1, 1L << 32], leading: 2, out _));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RowsLieWhereTheyShould(long rows, long features)
    {
        // Features of two bytes, so that addresses pass 2³³ in every shape.
        var operands = stackalloc Operand[3];
        for (var i = 0; i < 3; i++) operands[i] = new((void*)(Base * (i + 1)), (nint)(features * sizeof(ushort)));
        var run = new RowRun { Rows = rows, Features = features, InputCount = 1, GradientCount = 1, WrittenCount = 1, Statistics = (void*)Base, StatisticLength = rows };
        var view = new Rows<Half, float>(&run, operands, (nint)(rows - 1), (nint)rows, features, null, null, null, null);
        Assert.Equal((rows - 1, rows, (nuint)features, (nuint)features / 16 * 16, rows), (view.First, view.End, view.Features, view.Whole, view.RowCount));
        foreach (var row in (long[])[0, rows / 2, rows - 1])
        {
            Assert.Equal(Base + row * features * 2, Address(ref view.Input(0, (nint)row)));
            Assert.Equal(2 * Base + row * features * 2, Address(ref view.Gradient(0, (nint)row)));
            Assert.Equal(3 * Base + row * features * 2, Address(ref view.Output(0, (nint)row)));
            Assert.Equal(3 * Base + row * features * 2, Address(ref view.InputGradient(0, (nint)row)));
            Assert.Equal(Base + (2 * rows + row) * 4, Address(ref view.Statistic(2, (nint)row)));
            Assert.Equal(new RandomRow(5, 0.5, (ulong)(row * features)), view.Random(5, 0.5, (nint)row));
            Assert.Equal(new RandomRow(5, 0, (ulong)row), view.RandomNumber(5, (nint)row));
        }

        run.TotalStatistics = (void*)Base;
        run.TotalStatisticLength = features;
        Assert.Equal(Base + 3 * features * 4, Address(ref view.SavedFeature(3)));
        var totals = stackalloc void*[2];
        totals[1] = (void*)(Base + features);
        run.Totals = totals;
        Assert.Equal(Base + features, Address(ref view.FeatureTotal(1)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ChannelsAndGroupsOfRowsLieWhereTheyShould(long rows, long features)
    {
        const long channels = 6, groups = 2;
        using var scope = NewDisposeScope();
        var shape = Geometry.Of(zeros(1).expand(rows, channels, features).Handle, KernelAxes.Rows | KernelAxes.Channels | KernelAxes.Features, groups);
        Assert.Equal((rows, channels, features, channels * features, rows * channels * features * 4), (shape.Rows, shape.Channels, shape.Features, shape.RowLength, shape.Bytes));
        Assert.Equal((rows * channels, channels * features), (shape.Length(KernelAxes.Rows | KernelAxes.Channels), shape.Length(KernelAxes.Channels | KernelAxes.Features)));

        var operand = new Operand((void*)Base, (nint)(shape.RowLength * 4), (nint)(features * 4));
        var run = new RowRun { Rows = rows, Channels = channels, Groups = groups, Features = features, InputCount = 1, Operands = &operand };
        var view = new Rows<float, float>(&run, &operand, 0, (nint)rows, features, null, null, null, null);
        foreach (var row in (long[])[0, rows / 2, rows - 1])
            Assert.Equal(Base + (row * channels + 5) * features * 4, Address(ref view.Input(0, (nint)row, 5)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SumsAndScratchRowsOfLongRowsDoNotMeet(long rows, long features)
    {
        var rowBytes = ((nuint)features * sizeof(float) + 63) / 64 * 64 + 128;
        var run = new RowRun { Rows = rows, Features = features, RowBytes = rowBytes, FirstSum = 1 };
        var view = new Rows<float, float>(&run, null, 0, 1, features, (byte*)Base, (byte*)(2 * Base), null, null);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Base + (i * (long)rowBytes), Address(ref view.FeatureSum(1 + i)));
            Assert.Equal((2 * Base) + (i * (long)rowBytes), Address(ref view.Scratch(i)));
        }
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData((1L << 31) + 7)]
    [InlineData((1L << 32) + 5)]
    [InlineData((1L << 40) + 3)]
    public void PiecesCoverAllOnceAndInOrder(long length)
    {
        var pieces = Pieces.Count(length);
        Assert.Equal(64, pieces);
        Assert.Equal(64, Pieces.Count(length, 3, sums: true));
        Assert.Equal(1, Pieces.Count(3, length, sums: true));
        foreach (var start in (Func<int, long>[])[piece => Pieces.Start(length, piece, pieces), piece => Pieces.FlatStart(length, piece, pieces)])
        {
            Assert.Equal((0, length), (start(0), start(pieces)));
            for (var piece = 0; piece < pieces; piece++) Assert.InRange(start(piece + 1) - start(piece), (length / pieces) - 16, (length / pieces) + 32);
        }

        for (var piece = 0; piece < pieces; piece++) Assert.Equal(0, Pieces.FlatStart(length, piece, pieces) % 16);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(9, 3)]
    [InlineData(2, 3)]
    [InlineData(0, 3)]
    public void ARowLongerThanASpanIsFilledWhole(int features, int most)
    {
        var row = stackalloc ushort[features + 1];
        row[0] = 7;
        row[features] = features == 0 ? (ushort)7 : (ushort)1;
        ConstantRows.Fill(row, features, most);
        for (var i = 0; i < features; i++) Assert.Equal(7, row[i]);
        Assert.Equal(features == 0 ? 7 : 1, row[features]);
    }

    private static long Address<T>(ref T place) => (long)Unsafe.AsPointer(ref place);
}
