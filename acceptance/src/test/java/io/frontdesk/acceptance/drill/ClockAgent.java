package io.frontdesk.acceptance.drill;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/// Moves the wall clock of one program: a Java agent after which `java.time` is as many
/// milliseconds off as stand in a file. The time that pauses and time limits are measured by goes
/// on as it did, as when a machine's clock is set.
public final class ClockAgent implements ClassFileTransformer {
  private static final String OFFSET = "drill.clock.offset";
  private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

  private ClockAgent() {}

  /// Makes the agent's jar.
  static void write(Path jar) throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", ClockAgent.class.getName());
    main.putValue("Can-Retransform-Classes", "true");
    var name = ClockAgent.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream own = ClockAgent.class.getResourceAsStream("/" + name)) {
      if (own == null) {
        throw new IOException("no " + name);
      }
      out.putNextEntry(new JarEntry(name));
      own.transferTo(out);
    }
  }

  /// Called by the JVM before `main`.
  ///
  /// @param file holds the milliseconds; read again and again
  public static void premain(String file, Instrumentation jvm) throws Exception {
    jvm.addTransformer(new ClockAgent(), true);
    jvm.retransformClasses(Clock.class, Class.forName("java.time.Clock$SystemClock"));
    Thread.ofPlatform().daemon().name("drill-clock").start(() -> follow(Path.of(file)));
  }

  @Override
  public byte @Nullable [] transform(
      ClassLoader loader, String name, Class<?> known, ProtectionDomain domain, byte[] bytes) {
    var method =
        switch (name) {
          case "java/time/Clock" -> "currentInstant";
          case "java/time/Clock$SystemClock" -> "millis";
          default -> null;
        };
    if (method == null) {
      return null;
    }
    var file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes),
        ClassTransform.transformingMethodBodies(
            one -> one.methodName().equalsString(method),
            (code, element) -> {
              if (element instanceof ReturnInstruction) {
                code.loadConstant(OFFSET)
                    .lconst_0()
                    .invokestatic(
                        LONG,
                        "getLong",
                        MethodTypeDesc.of(LONG, ConstantDescs.CD_String, ConstantDescs.CD_long))
                    .invokevirtual(LONG, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long));
                if (method.equals("millis")) {
                  code.ladd();
                } else {
                  code.invokevirtual(
                      INSTANT, "plusMillis", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
                }
              }
              code.with(element);
            }));
  }

  private static void follow(Path file) {
    while (true) {
      try {
        var text = Files.readString(file).strip();
        if (!text.isEmpty()) {
          System.setProperty(OFFSET, text);
        }
        Thread.sleep(50);
      } catch (IOException notYet) {
        Thread.onSpinWait();
      } catch (InterruptedException over) {
        return;
      }
    }
  }
}
