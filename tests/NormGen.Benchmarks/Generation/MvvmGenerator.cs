using System.Reflection;
using Microsoft.CodeAnalysis;

namespace NormGen.Benchmarks.Generation;

/// <summary>The generator for <c>[ObservableProperty]</c> of CommunityToolkit.Mvvm, from the files of its package beside this assembly.</summary>
internal static class MvvmGenerator
{
    /// <summary>Makes it.</summary>
    public static IIncrementalGenerator Make() => (IIncrementalGenerator)Activator.CreateInstance(Type)!;

    private static readonly Type Type = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "mvvm", "CommunityToolkit.Mvvm.SourceGenerators.dll"))
        .GetType("CommunityToolkit.Mvvm.SourceGenerators.ObservablePropertyGenerator", throwOnError: true)!;
}
