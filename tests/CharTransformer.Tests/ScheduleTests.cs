using CharTransformerSample.Training;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void TheRateRisesOverATenthOfTheStepsAndFallsToATenthOfThePeak()
    {
        var schedule = new LearningRateSchedule(1000);

        Assert.Equal(0.01, schedule.Factor(0), 12);
        Assert.Equal(1, schedule.Factor(99), 12);
        Assert.Equal(1, schedule.Factor(100), 12);
        Assert.Equal(0.55, schedule.Factor(550), 12);
        Assert.Equal(0.1, schedule.Factor(1000), 12);
        Assert.Equal(0.1, schedule.Factor(2000), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ShortRunsHaveAScheduleToo(int steps)
        => Assert.All(Enumerable.Range(0, steps), step => Assert.InRange(new LearningRateSchedule(steps).Factor(step), 0.1, 1));
}
