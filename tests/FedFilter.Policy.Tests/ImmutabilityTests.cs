using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using FedFilter.Policy.Rules;

namespace FedFilter.Policy.Tests;

public sealed class ImmutabilityTests
{
    [Fact]
    public void nothing_in_a_compiled_set_can_be_changed()
    {
        var compiled = typeof(PolicySet).Assembly.GetTypes()
            .Where(type => type == typeof(PolicySet) || type == typeof(Term) || type == typeof(PathGlob) || type == typeof(FedFilter.Policy.Lists.PeerList) || type.Namespace == typeof(Matcher).Namespace)
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)));

        foreach (var type in compiled)
        {
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                Assert.True(property.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)), $"{type.Name}.{property.Name} can be set");
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                Assert.False(
                    field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() is var generic && (generic == typeof(List<>) || generic == typeof(Dictionary<,>) || generic == typeof(HashSet<>)),
                    $"{type.Name}.{field.Name} holds a collection that can be changed");
        }

        Assert.IsType<ImmutableArray<string>>(new CommittedMatcher(["a"]).Terms);
    }
}
